import type { BullMqOptions } from '@safelight/adapter-bullmq';
import type { MongoOptions } from '@safelight/adapter-mongo';
import type { RedisBundleOptions } from '@safelight/adapter-redis';
import type { PipelineSettings } from '@safelight/core';

/** What may be taken out, to see that the rig notices. */
export const removable = ['reconciler', 'fencing'] as const;
/** One of {@link removable}. */
export type Removable = (typeof removable)[number];

/** What the rig sets on the engines of a process beyond what the example's environment offers. Plain JSON. */
export interface ProcessSettings {
  readonly pipeline: Partial<PipelineSettings>;
  readonly bullmq: Partial<
    Pick<BullMqOptions, 'lockDuration' | 'stalledInterval' | 'cancelInterval' | 'idleCheck' | 'streamLength'>
  >;
  readonly redis: Partial<Pick<RedisBundleOptions, 'leaseTtl'>>;
  readonly mongo: Partial<Pick<MongoOptions, 'timeout'>>;
  readonly without: readonly Removable[];
  /** Milliseconds by which this process's clock is ahead. */
  readonly clockOffset: number;
}

/** Short, so that what a fault leaves behind is repaired within seconds. */
export const shortSettings: ProcessSettings = {
  pipeline: {
    checkAfter: 3_000,
    reconcileEvery: 1_000,
    handlerTimeout: 3_000,
    closeTimeout: 5_000,
    retry: { attempts: 4, initialDelay: 200, maxDelay: 2_000, jitter: 0.5 },
  },
  bullmq: { lockDuration: 2_000, stalledInterval: 1_000, cancelInterval: 500, idleCheck: 1_000 },
  redis: { leaseTtl: 2_000 },
  mongo: { timeout: 5_000 },
  without: [],
  clockOffset: 0,
};
