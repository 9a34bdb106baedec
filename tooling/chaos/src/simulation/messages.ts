import type { SimulationReport } from '@safelight/core/testing';

/** A thread's share of the seeds. */
export interface SeedShare {
  readonly seeds: readonly number[];
}

/** A thread to who started it. */
export type ThreadMessage =
  | { readonly kind: 'seed-done' }
  | { readonly kind: 'done'; readonly report: SimulationReport }
  /** A seed broke a promise; the message has its timeline. */
  | { readonly kind: 'broken'; readonly message: string };
