/**
 * The same question, asked once at a time, and its answer kept for a moment: whoever asks, however often, burdens
 * nobody by it.
 *
 * @param ask must come to an end; what it fails with is kept like an answer
 * @param keepFor milliseconds from when the answer came
 * @param now milliseconds; only differences matter. Default the process's own clock
 */
export function askedOnce<T>(
  ask: () => Promise<T>,
  keepFor: number,
  now: () => number = () => performance.now(),
): () => Promise<T> {
  let last: { readonly answer: Promise<T>; until: number } | undefined;
  return () => {
    if (last === undefined || now() >= last.until) {
      const asked = { answer: ask(), until: Number.POSITIVE_INFINITY };
      const keep = (): void => {
        asked.until = now() + keepFor;
      };
      asked.answer.then(keep, keep);
      last = asked;
    }
    return last.answer;
  };
}
