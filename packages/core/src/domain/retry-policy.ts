import { hash32 } from './canonical.ts';
import { type Check, integer, number, object, optional, type Shape } from './check.ts';

/** How often, and how far apart, a run is attempted. */
export interface RetryPolicy {
  /** Attempts in a run before it fails for good; a transient failure uses one up. Default 3. */
  readonly attempts: number;
  /** Milliseconds before the first retry; doubled for each further one. Default 1,000. */
  readonly initialDelay: number;
  /** The longest wait in milliseconds. Default 60,000. */
  readonly maxDelay: number;
  /** The share of a wait that is spread at random, 0 to 1. Default 0.5: from half the wait to all of it. */
  readonly jitter: number;
}

/** What a pipeline uses when its config names no retry policy. */
export const defaultRetryPolicy: RetryPolicy = Object.freeze({
  attempts: 3,
  initialDelay: 1_000,
  maxDelay: 60_000,
  jitter: 0.5,
});

const shape: Shape<RetryPolicy> = {
  attempts: integer({ min: 1, max: 1_000 }),
  initialDelay: integer({ min: 0 }),
  maxDelay: integer({ min: 0 }),
  jitter: number({ min: 0, max: 1 }),
};

/** Checks a whole retry policy. */
export const retryPolicyCheck: Check<RetryPolicy> = object<RetryPolicy>(shape);

/** One check a field, for a policy of which some is left out. */
export const partialRetryShape: Shape<Partial<RetryPolicy>> = {
  attempts: optional(shape.attempts),
  initialDelay: optional(shape.initialDelay),
  maxDelay: optional(shape.maxDelay),
  jitter: optional(shape.jitter),
};

/**
 * The wait in milliseconds after the `failures`-th failed attempt of a job. The jitter comes from a
 * hash of job and failure, so whoever computes it (the worker for the fact it tells, the queue for
 * what it does) gets the same number.
 */
export function retryDelay(policy: RetryPolicy, jobId: string, failures: number): number {
  const wait = Math.min(policy.maxDelay, policy.initialDelay * 2 ** Math.max(0, failures - 1));
  const spread = hash32(`${jobId}#${failures}`) / 2 ** 32;
  return Math.round(wait * (1 - policy.jitter * spread));
}
