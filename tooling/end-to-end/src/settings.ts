import type { BullMqOptions } from '@safelight/adapter-bullmq';
import type { RedisBundleOptions } from '@safelight/adapter-redis';
import type { PipelineSettings } from '@safelight/core';

/** What all processes of one service have in common. Plain JSON, as are all messages between processes. */
export interface ServiceSettings {
  readonly redisUrl: string;
  readonly mongoUrl: string;
  /** The database of this service alone. */
  readonly database: string;
  /** What every Redis key begins with, so that services may share a Redis. */
  readonly namespace: string;
  readonly bullmq: Partial<Pick<BullMqOptions, 'lockDuration' | 'stalledInterval' | 'idleCheck'>>;
  readonly redis: Partial<Pick<RedisBundleOptions, 'leaseTtl'>>;
}

/** The settings of an API process. */
export interface ApiSettings extends ServiceSettings {
  readonly pipeline: Partial<PipelineSettings>;
}

/** What a worker reads, makes and stores. */
export interface ImageSettings {
  /** `photos`: files below `root`, resized by sharp. `pretended`: a pretended image of 4000 x 3000 at any path. */
  readonly sources: 'photos' | 'pretended';
  /** The folder of the sources. */
  readonly root: string;
  /** The folder of the derivatives. */
  readonly output: string;
}

/** The settings of a worker process. */
export interface WorkerSettings extends ServiceSettings {
  readonly workerId: string;
  readonly concurrency: number;
  readonly images: ImageSettings;
  /** Makes so many derivatives of a job and then waits for ever, so that a test can end it in the middle. */
  readonly stopAfter?: number;
}
