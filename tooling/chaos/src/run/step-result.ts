import type { Step } from '../plan/plan.ts';

/** What happened in one step. Times in milliseconds since the run began. */
export interface StepResult {
  readonly step: Step;
  readonly startedAt: number;
  /** When its last fault was healed. */
  readonly healedAt: number;
  /** How long after that requests were still refused: the bound counts from then on. */
  readonly delay: number;
  readonly endedAt: number;
  /** Tasks accepted before it was healed that were not settled within the bound. */
  readonly late: readonly string[];
  /** What its own invariant found, or why its harm could not be done. */
  readonly problems: readonly string[];
}
