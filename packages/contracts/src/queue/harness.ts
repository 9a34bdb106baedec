import type { JobConsumer, JobEvents, JobRef, Json, TaskQueue } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some queues, or harnesses, can show. */
export type QueueFeature =
  | 'concurrency'
  | 'serialisation'
  | 'foreignJobs'
  | 'kill'
  | 'pause'
  | 'trim'
  | 'loss'
  | 'outage';

/** @internal */
export const queueFeatures: FeatureDescriptions<QueueFeature> = {
  concurrency: 'adds of one job that race from several clients add it once',
  serialisation: 'jobs are kept as JSON that others can read',
  foreignJobs: 'jobs that another producer put into the queue are worked',
  kill: 'the job of a consumer that dies without a word goes to another one',
  pause: 'an attempt whose consumer stood still too long changes nothing any more',
  trim: 'a stream that was cut behind a reader’s back is told as a gap',
  loss: 'a stream, a position or everything that was lost is told as a gap',
  outage: 'a queue that cannot be reached is told, waited for, and used again',
};

/** An empty server with queues, for one case. Shared by the suites of `TaskQueue`, `JobConsumer` and `JobEvents`. */
export interface QueueHarness extends Harness {
  readonly timing: {
    /** Milliseconds that an attempt keeps its job without renewing. 60 does in memory, 1,000 to 2,000 over a network. */
    readonly lock: number;
    /** Milliseconds between two looks for stalled jobs. */
    readonly stallCheck: number;
  };
  /** The queue that every client's adapters are made for besides core's `defaultQueue`. */
  readonly otherQueue: string;
  /** How often a job may stall; with the next stall it fails. */
  readonly maxStalledCount: number;
  /** A client as another process would have it, on the same server. */
  connect(): Promise<QueueClient>;
  readonly probe: QueueProbe;
}

/** One process: what puts work in, what does it, what reads the facts. */
export interface QueueClient {
  readonly queue: TaskQueue;
  readonly consumer: JobConsumer;
  readonly events: JobEvents;
  /** Feature `kill`: like SIGKILL. None of its calls reaches the server any more, and no lock is renewed. */
  kill?(): Promise<void>;
  /** Feature `pause`: like SIGSTOP, for what goes to and from the server. */
  pause?(): Promise<void>;
  /** Feature `pause`: like SIGCONT. What was on its way arrives now. */
  resume?(): Promise<void>;
}

/** Looks at the server, and does to it, what no client would. */
export interface QueueProbe {
  /** The raw data kept for the job, as parsed from JSON; undefined where there is none. */
  data(ref: JobRef): Promise<unknown>;
  /** Feature `foreignJobs`: adds raw data under a job id, as another producer would. */
  inject?(queue: string, jobId: string, data: Json): Promise<void>;
  /** Feature `trim`: cuts the queue's event stream to its last `keep` entries. */
  trim?(queue: string, keep: number): Promise<void>;
  /** Feature `loss`: the queue's event stream is gone; jobs and saved position stay. */
  loseStream?(queue: string): Promise<void>;
  /** Feature `loss`: the saved position is gone; jobs and stream stay. */
  forgetPosition?(queue: string): Promise<void>;
  /** Feature `loss`: everything is gone: jobs, streams, positions. */
  flush?(): Promise<void>;
  /** Feature `outage`: from now on no client reaches the server, and open connections break. */
  cut?(): Promise<void>;
  /** Feature `outage`: ends what `cut` began. */
  mend?(): Promise<void>;
}

/** @internal */
export type QueueCase = Case<QueueHarness, QueueFeature>;
