/** The most items of a chunk; beyond it the chunk is split. */
const chunkLimit = 512;

/**
 * Items in order, found, added and removed in time that grows with the logarithm of their number
 * (plus a chunk's length): what an index of a database does.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #chunks: T[][] = [];
  #size = 0;

  /** @param compare a total order: zero only for the same item */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    this.#size++;
    const index = this.#chunkOf(item);
    const chunk = this.#chunks[index];
    if (chunk === undefined) {
      this.#append(item);
      return;
    }
    chunk.splice(this.#indexIn(chunk, item), 0, item);
    if (chunk.length > chunkLimit) {
      const at = this.#chunks.indexOf(chunk);
      this.#chunks.splice(at + 1, 0, chunk.splice(chunkLimit / 2));
    }
  }

  /** Removes the item that compares equal; gives whether there was one. */
  remove(item: T): boolean {
    const index = this.#chunkOf(item);
    const chunk = this.#chunks[index];
    if (chunk === undefined) return false;
    const at = this.#indexIn(chunk, item);
    const found = chunk[at];
    if (found === undefined || this.#compare(found, item) !== 0) return false;
    chunk.splice(at, 1);
    if (chunk.length === 0) this.#chunks.splice(index, 1);
    this.#size--;
    return true;
  }

  /** The items in order. Not to be changed meanwhile. */
  *ascending(): Generator<T, void> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The items before `below`, or all, the last first. Not to be changed meanwhile. */
  *descending(below?: T): Generator<T, void> {
    let index = below === undefined ? this.#chunks.length - 1 : Math.min(this.#chunkOf(below), this.#chunks.length - 1);
    for (; index >= 0; index--) {
      const chunk = this.#chunks[index] ?? [];
      let at = below === undefined ? chunk.length - 1 : this.#indexIn(chunk, below) - 1;
      for (; at >= 0; at--) {
        const item = chunk[at];
        if (item !== undefined) yield item;
      }
    }
  }

  /** Most items of an index by time come last: their chunks are filled to the brim, and nothing is moved. */
  #append(item: T): void {
    const last = this.#chunks.at(-1);
    if (last === undefined || last.length >= chunkLimit) this.#chunks.push([item]);
    else last.push(item);
  }

  /** The first chunk whose last item is not before the item. */
  #chunkOf(item: T): number {
    const end = this.#chunks.at(-1)?.at(-1);
    if (end === undefined || this.#compare(end, item) < 0) return this.#chunks.length;
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#chunks[middle]?.at(-1);
      if (last !== undefined && this.#compare(last, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first place in the chunk whose item is not before the item. */
  #indexIn(chunk: readonly T[], item: T): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = chunk[middle];
      if (found !== undefined && this.#compare(found, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
