import type { ContestantSettings } from './settings.ts';

/** What the benchmark asks of a contestant's process. */
export type Request =
  | { readonly do: 'open'; readonly settings: ContestantSettings }
  | { readonly do: 'throughput'; readonly tasks: number; readonly atOnce: number }
  | { readonly do: 'latency'; readonly tasks: number; readonly every: number }
  | { readonly do: 'close' };

/** What it answers: tasks a second, latencies in milliseconds, or nothing. */
export type Answer = { readonly figures: readonly number[] } | { readonly error: string };
