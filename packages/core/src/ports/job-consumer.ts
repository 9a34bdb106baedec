import type { Job, JobResult } from '../domain/job.ts';
import type { AbortSignalLike } from './abort-signal.ts';

/** What an attempt knows of itself, and what it can tell. */
export interface AttemptContext {
  readonly run: number;
  /** From 1 within the run; a start that stalled counts. */
  readonly attempt: number;
  readonly workerId: string;
  /**
   * Aborts when the task was cancelled, the lock was lost or the consumer closes by force. Whatever
   * the attempt still reports then is ignored.
   */
  readonly signal: AbortSignalLike;
  /** Tells that `done` of `total` derivatives are stored. Never throws; a lost progress does no harm. */
  progress(done: number, total: number): Promise<void>;
}

/** What a worker does with a job. Throwing `PermanentProcessingError` fails it without a retry. */
export type JobHandler = (job: Job, context: AttemptContext) => Promise<JobResult>;

/** How a consumer works. */
export interface ConsumeOptions {
  /** The name that `started` facts carry. */
  readonly workerId: string;
  /** Jobs in hand at once, over all queues together. */
  readonly concurrency: number;
}

/**
 * The queue's side for those who do the work. One consumer a worker. It tells the facts of each
 * attempt into the queue's own ordered event stream: `started` before the handler is called,
 * `progressed`, and `attempt-failed` (with the delay that the queue then keeps to) before the failure
 * reaches the queue. The queue adds `completed` and `failed` itself, and takes neither from an attempt
 * that has lost its lock. A job that cannot be read fails permanently with `INVALID_INPUT`. One that has stalled is
 * worked alone by its next consumer, whatever the concurrency: what kills its worker takes no other job with it twice.
 */
export interface JobConsumer {
  /**
   * Begins to take jobs: lower priority numbers first, then first come, first served. Resolves once it
   * takes jobs. A queue that goes away is waited for, and never crashes the process.
   *
   * @throws {NotRunningError} when started twice, or closed
   */
  start(handle: JobHandler, options: ConsumeOptions): Promise<void>;
  /**
   * Takes no more jobs, lets those in hand finish for `deadlineMs` milliseconds, then aborts them and
   * hands them back: another consumer gets them as soon as their lock is free. Idempotent.
   */
  close(deadlineMs: number): Promise<void>;
}
