import type { TaskCache, TaskId } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some caches can show. */
export type TaskCacheFeature = 'shared' | 'outage' | 'foreignEntries';

/** @internal */
export const taskCacheFeatures: FeatureDescriptions<TaskCacheFeature> = {
  shared: 'clients in several processes see one cache',
  outage: 'a cache that cannot be reached is a miss',
  foreignEntries: 'an entry that is no task is a miss',
};

/** An empty cache, for one case. */
export interface TaskCacheHarness extends Harness {
  /** A client as another process would have it; on the same cache where it is shared. */
  connect(): Promise<TaskCache>;
  readonly probe: TaskCacheProbe;
}

/** Does to the cache what no client would. */
export interface TaskCacheProbe {
  /** Feature `foreignEntries`: puts this text where the task of the id is kept. */
  plant?(id: TaskId, text: string): Promise<void>;
  /** Feature `outage`: from now on no client reaches the cache. */
  cut?(): Promise<void>;
  /** Feature `outage`: ends what `cut` began. */
  mend?(): Promise<void>;
}

/** @internal */
export type TaskCacheCase = Case<TaskCacheHarness, TaskCacheFeature>;
