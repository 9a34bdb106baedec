import type { JobFailure, JobResult } from '@safelight/core';
import { type Job as BullJob, UnrecoverableError } from 'bullmq';
import type { FetchingWorker } from './fetching-worker.ts';
import { type DropReason, droppedReasonOf, failedReasonOf, returnValueOf, type Subject } from './outcome.ts';

/** The queue no longer takes this attempt's word: its lock is lost, or its job is gone. */
export class LostJobError extends Error {
  override readonly name = 'LostJobError';
}

/**
 * A job in a worker's hands: what its attempt may ask of BullMQ. The lock's token goes with each call
 * that ends the attempt. Every method may throw a {@link LostJobError}, or whatever kept Redis away.
 */
export class TakenJob {
  readonly #worker: FetchingWorker;
  readonly #job: BullJob;
  readonly #token: string;
  readonly id: string;
  readonly data: unknown;
  /** From 1; each start counts. */
  readonly attempt: number;
  /** Attempts that have failed so far. */
  readonly failures: number;
  /** Why BullMQ gave this job up before this start, after too many stalls. */
  readonly deferredFailure: string | undefined;
  readonly priority: number;
  /** It may be what its worker died of: it is worked alone, so that it takes no other job with it a second time. */
  readonly hasStalled: boolean;

  constructor(worker: FetchingWorker, job: BullJob, token: string) {
    this.#worker = worker;
    this.#job = job;
    this.#token = token;
    this.id = job.id ?? '';
    this.data = job.data;
    this.attempt = job.attemptsStarted;
    this.failures = job.attemptsMade;
    this.deferredFailure = job.deferredFailure;
    this.priority = job.priority;
    this.hasStalled = job.stalledCounter > 0 && job.deferredFailure === undefined;
  }

  /** The job has completed. With `takeNext` the next job is taken in the same round trip; undefined where none waits. */
  async complete(subject: Subject, result: JobResult, takeNext: boolean): Promise<TakenJob | undefined> {
    const returnValue = returnValueOf(subject, result);
    if (!takeNext) {
      await lostOr(() => this.#job.moveToCompleted(returnValue, this.#token, false));
      return undefined;
    }
    const next = await lostOr(() => this.#worker.completeAndTakeNext(this.#job, returnValue, this.#token));
    return next && new TakenJob(this.#worker, next, this.#token);
  }

  /** The attempt failed; the next one starts after `delay` milliseconds. */
  async retry(error: Error, delay: number): Promise<void> {
    // What was told is kept to, whatever attempts and backoff the job's producer wrote into it.
    this.#job.opts.attempts = this.failures + 2;
    this.#job.opts.backoff = { type: 'fixed', delay };
    await lostOr(() => this.#job.moveToFailed(error, this.#token, false));
  }

  /** The job has failed for good. */
  giveUp(subject: Subject | undefined, failure: JobFailure, cause?: unknown): Promise<void> {
    return this.#fail(failedReasonOf(subject, failure), cause);
  }

  /** Takes the job out of the queue. */
  drop(reason: DropReason): Promise<void> {
    this.#job.opts.removeOnFail = true;
    return this.#fail(droppedReasonOf(reason));
  }

  /** Puts the job back, first in line. */
  async handBack(): Promise<void> {
    await lostOr(() => this.#job.moveToWait(this.#token));
  }

  /** Prolongs the lock; false where it was lost. */
  async renewLock(ms: number): Promise<boolean> {
    return (await this.#job.extendLock(this.#token, ms)) === 1;
  }

  async #fail(reason: string, cause?: unknown): Promise<void> {
    const error = new UnrecoverableError(reason);
    if (cause instanceof Error && cause.stack !== undefined) error.stack = cause.stack;
    await lostOr(() => this.#job.moveToFailed(error, this.#token, false));
  }
}

/** BullMQ's scripts refuse with a negative code: no such job, no lock, another's lock, not active. */
async function lostOr<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code === 'number' && code < 0 && error instanceof Error) {
      throw new LostJobError(error.message, { cause: error });
    }
    throw error;
  }
}
