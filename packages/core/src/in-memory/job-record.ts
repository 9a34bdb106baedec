import type { JobRef } from '../domain/id.ts';
import type { JobFailure, JobResult } from '../domain/job.ts';

/** How an in-memory queue behaves; times in milliseconds. */
export interface JobTableOptions {
  /** How long an attempt keeps its job without renewing. */
  readonly lockDuration: number;
  /** How often jobs whose lock ran out are looked for. */
  readonly stalledInterval: number;
  /** Stalls after which a job fails with `WORKER_LOST` instead of going to another worker. */
  readonly maxStalledCount: number;
  /** Entries that the event stream keeps at least. */
  readonly streamLength: number;
  /** Finished jobs that are kept. */
  readonly retainedJobs: number;
}

type JobState = 'waiting' | 'delayed' | 'active' | 'completed' | 'failed';

/** A job as the queue keeps it. */
export interface JobRecord {
  readonly id: string;
  readonly data: unknown;
  readonly ref: JobRef;
  readonly priority: number;
  state: JobState;
  attemptsStarted: number;
  failures: number;
  stalls: number;
  delayedUntil: number;
  lock?: { readonly token: number; until: number };
  /** Told to the consumer that works it. */
  cancelled?: () => void;
  result?: JobResult;
  failure?: JobFailure;
}

/** A job in a consumer's hands. */
export interface TakenJob {
  readonly record: JobRecord;
  readonly token: number;
  readonly attempt: number;
}
