import type { JobRef } from '../domain/id.ts';
import type { Job, JobSnapshot, QueueCounts } from '../domain/job.ts';

/** What became of one job that was enqueued. */
export interface EnqueueResult {
  readonly ref: JobRef;
  /** `duplicate`: the queue has, or still keeps, a job of this task and run; nothing was added. */
  readonly outcome: 'added' | 'duplicate';
}

/** The queue's side for those who put work in. Safe to call concurrently from any number of processes. */
export interface TaskQueue {
  /**
   * Adds jobs, idempotently by (task, run): while the queue knows that job, open or finished, adding
   * it again is a `duplicate`. Results come in the order of the jobs. All or some may have been added
   * when it throws: call again.
   *
   * @throws {UnavailableError} within about a second while the queue can't be reached
   * @throws {ConfigError} for a queue name that the adapter was not made for
   */
  enqueue(jobs: readonly Job[]): Promise<readonly EnqueueResult[]>;
  /**
   * What the queue knows of these jobs, in their order, in one round trip and without a scan. A job
   * that is being moved may be seen at either side, never as missing.
   *
   * @throws {UnavailableError}
   */
  inspect(refs: readonly JobRef[]): Promise<readonly JobSnapshot[]>;
  /**
   * Best effort: a waiting job is removed, an active one's attempt is aborted within a second or two
   * and not retried. A job of this ref that is added later, for at least an hour, is not worked.
   * Idempotent; a job that has finished stays as it is.
   *
   * @throws {UnavailableError}
   */
  cancel(ref: JobRef): Promise<void>;
  /**
   * How many jobs are in which state, by queue.
   *
   * @throws {UnavailableError}
   */
  counts(): Promise<QueueCounts>;
  /** Ends what this adapter opened. Idempotent; calls in flight end or throw `UnavailableError`. */
  close(): Promise<void>;
}
