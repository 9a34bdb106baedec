import type { TaskId, TaskRepository } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some stores can show. */
export type TaskRepositoryFeature = 'concurrency' | 'durability' | 'outage';

/** @internal */
export const taskRepositoryFeatures: FeatureDescriptions<TaskRepositoryFeature> = {
  concurrency: 'inserts and saves that race from several clients have exactly one winner',
  durability: 'what was stored outlives a restart of the store',
  outage: 'a store that cannot be reached is told as UNAVAILABLE, and comes back',
};

/** An empty store of tasks, for one case. */
export interface TaskRepositoryHarness extends Harness {
  /** A client as another process would have it, on the same store. */
  connect(): Promise<TaskRepository>;
  readonly probe: TaskRepositoryProbe;
}

/** Looks at the store, and does to it, what no repository would. */
export interface TaskRepositoryProbe {
  /** The raw document kept for the id, with the fields of `serialiseTask` and maybe some of the store's own. */
  document(id: TaskId): Promise<unknown>;
  /** Feature `durability`: stops the store and starts it again on what it kept; clients reconnect by themselves. */
  restart?(): Promise<void>;
  /** Feature `outage`: from now on no client reaches the store. */
  cut?(): Promise<void>;
  /** Feature `outage`: ends what `cut` began. */
  mend?(): Promise<void>;
}

/** @internal */
export type TaskRepositoryCase = Case<TaskRepositoryHarness, TaskRepositoryFeature>;
