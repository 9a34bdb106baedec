import type { Shape } from '../domain/check.ts';
import { boolean, type Check, integer } from '../domain/check.ts';
import { defaultRetryPolicy, type RetryPolicy, retryPolicyCheck } from '../domain/retry-policy.ts';
import type { Timing } from '../domain/task.ts';

/** The numbers and switches of a pipeline; times in milliseconds. */
export interface PipelineSettings {
  /** How often and how far apart a run is attempted. Default: 3 attempts, 1 s doubling to 60 s, half of it jitter. */
  readonly retry: RetryPolicy;
  /** Whether this process relays facts. Default true; at least one process of a service must. */
  readonly relay: boolean;
  /** Whether this process reconciles. Default true; at least one process of a service must. */
  readonly reconciler: boolean;
  /** How long after its last change the reconciler looks at a task. Default 30,000. */
  readonly checkAfter: number;
  /** How often the reconciler looks for due tasks. Default 5,000, from half of it to all. */
  readonly reconcileEvery: number;
  /** Due tasks in one batch of the reconciler. Default 100. */
  readonly reconcileBatch: number;
  /** How long one call of an `onSettled` handler may take before it counts as failed. Default 30,000. */
  readonly handlerTimeout: number;
  /** How many calls of handlers may be under way at once. Default 16. */
  readonly handlersAtOnce: number;
  /** How often `watch` and `waitFor` read the task when they hear nothing. Default 1,000. */
  readonly pollEvery: number;
  /** How long `close` waits for handlers and relay. Default 10,000. */
  readonly closeTimeout: number;
}

/** The defaults of {@link PipelineSettings}. */
export const defaultSettings: PipelineSettings = {
  retry: defaultRetryPolicy,
  relay: true,
  reconciler: true,
  checkAfter: 30_000,
  reconcileEvery: 5_000,
  reconcileBatch: 100,
  handlerTimeout: 30_000,
  handlersAtOnce: 16,
  pollEvery: 1_000,
  closeTimeout: 10_000,
};

const milliseconds: Check<number> = integer({ min: 1 });

/** Checks {@link PipelineSettings}. */
export const settingsShape: Shape<PipelineSettings> = {
  retry: retryPolicyCheck,
  relay: boolean,
  reconciler: boolean,
  checkAfter: milliseconds,
  reconcileEvery: milliseconds,
  reconcileBatch: integer({ min: 1, max: 10_000 }),
  handlerTimeout: milliseconds,
  handlersAtOnce: integer({ min: 1, max: 10_000 }),
  pollEvery: milliseconds,
  closeTimeout: milliseconds,
};

/** What a handler that fails at once still has until the reconciler calls it again. */
const settleGrace = 5_000;

/** The clock and bounds for a change to a task now. */
export function timingAt(now: number, settings: PipelineSettings): Timing {
  return { now, checkAfter: settings.checkAfter, settleAfter: settings.handlerTimeout + settleGrace };
}
