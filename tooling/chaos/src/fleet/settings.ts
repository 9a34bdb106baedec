import { type ProcessSettings, shortSettings } from '../processes/settings.ts';

/** How many processes of which kind, and how they are set. */
export interface FleetSettings {
  readonly apis: number;
  readonly workers: number;
  /** Jobs that a worker has in hand at once. */
  readonly concurrency: number;
  readonly process: ProcessSettings;
}

/** The usual fleet. */
export const usualFleet: FleetSettings = { apis: 2, workers: 2, concurrency: 2, process: shortSettings };

/** What a handler that fails at once has until the reconciler calls it again, as core has it, in milliseconds. */
const settleGrace = 5_000;
/** A task may have been put off just before the fault was healed. */
const putOffOnce = 2;
/** Work, retries and the wait for a processor, on a machine that runs all of it on two cores, in milliseconds. */
const workTime = 10_000;

/**
 * The reconciler's bound: how long after the last fault was healed every task accepted before must be settled, in
 * milliseconds. A holder of the lease that died keeps it for `leaseTtl`; a worker that died keeps its job for its
 * lock, until the next look for stalled ones; then a task, or its handler, is looked at when it is due.
 */
export function boundOf({ pipeline, bullmq, redis }: ProcessSettings): number {
  const { checkAfter = 30_000, reconcileEvery = 5_000, handlerTimeout = 30_000 } = pipeline;
  const { lockDuration = 30_000, stalledInterval = 30_000 } = bullmq;
  const { leaseTtl = 10_000 } = redis;
  const looked = Math.max(checkAfter * putOffOnce, handlerTimeout + settleGrace) + reconcileEvery;
  return leaseTtl + lockDuration + 2 * stalledInterval + looked + workTime;
}
