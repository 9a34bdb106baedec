/**
 * Works on the items in their order, and on the next one already while the consumer is busy with what it
 * has: encoding goes on while the derivative before it is being written to the disk. Never more than two
 * at once, so that memory does not grow with the number of items.
 *
 * @throws what `work` throws, when its item's turn comes; what runs ahead then, or when the consumer
 * leaves, ends unheard
 */
export async function* lookAhead<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): AsyncGenerator<readonly [T, R], void, void> {
  const begin = (item: T): { readonly item: T; readonly result: Promise<R> } => {
    const result = work(item);
    // Heard below, when it is its turn; until then, or when that never comes, nobody is to blame.
    result.catch(() => {});
    return { item, result };
  };
  const [first, ...others] = items;
  if (first === undefined) return;
  let current = begin(first);
  for (const other of others) {
    const next = begin(other);
    yield [current.item, await current.result];
    current = next;
  }
  yield [current.item, await current.result];
}
