/** A stream of numbers in [0, 1) that the seed decides (sfc32, by Chris Doty-Humphrey; public domain). */
export type Random = () => number;

/**
 * A seeded stream; the same words give the same numbers on every machine.
 *
 * @param words up to four 32-bit words; different words give unrelated streams
 */
export function seededRandom(...words: readonly number[]): Random {
  let [a = 0, b = 0, c = 0, counter = 1] = [words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 1];
  const next: Random = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 12; warm++) next();
  return next;
}

/** One of the items. */
export function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[Math.floor(random() * items.length)] ?? items[0];
}

/** A whole number from `min` to `max`. */
export function between(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1));
}
