/** What many measurements of one thing come to. */
export interface Spread {
  readonly median: number;
  /** A quarter of the values lie below. */
  readonly lower: number;
  /** A quarter of the values lie above. */
  readonly upper: number;
  /** How many values there were. */
  readonly count: number;
}

/** @throws {RangeError} without a value */
export function spreadOf(values: readonly number[]): Spread {
  return {
    median: quantile(values, 0.5),
    lower: quantile(values, 0.25),
    upper: quantile(values, 0.75),
    count: values.length,
  };
}

/** @throws {RangeError} without a value */
export function medianOf(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The value that this part of all values does not exceed, between two of them in proportion.
 *
 * @param part from 0 to 1: 0.5 is the median, 0.99 the 99th percentile
 * @throws {RangeError} without a value
 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  if (below === undefined || above === undefined) throw new RangeError('There is no quantile of no values.');
  return below + (above - below) * (place - Math.floor(place));
}
