/** One promise about speed or size, and what this run measured of it. */
export interface Line {
  /** What is measured, as the table says it. */
  readonly what: string;
  /** On which side of `limit` the figure should be. */
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  /** `x` for a ratio, else the unit of both numbers. */
  readonly unit: 'x' | 'MB' | 'kB';
  /** The figure; or why there is none, such as `vipsthumbnail is not installed`. */
  readonly measured: number | { readonly missing: string };
  /** What a reader should know of this figure, such as its quartiles or the input it is of. */
  readonly note?: string;
}

/** How a line came out. A run never fails because of it: a busy machine is no error. */
export type Verdict = 'met' | 'not met' | 'not measured';

/** Compares the figure with the limit. */
export function verdictOf({ bound, limit, measured }: Line): Verdict {
  if (typeof measured !== 'number') return 'not measured';
  return (bound === 'at least' ? measured >= limit : measured <= limit) ? 'met' : 'not met';
}
