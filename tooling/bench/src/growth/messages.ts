import type { RepositoryCost } from './repository-steps.ts';

/** What the benchmark asks of a process that holds a backlog. */
export type Request =
  | { readonly do: 'fill'; readonly tasks: number }
  /** Takes so many tasks through each step. */
  | { readonly do: 'measure'; readonly tasks: number };

/** What it answers. */
export interface Answer {
  /** Bytes a task. */
  readonly bytes?: number;
  readonly cost?: RepositoryCost;
  readonly error?: string;
}
