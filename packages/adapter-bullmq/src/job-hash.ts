import {
  errorCodes,
  isInvalidInputError,
  type Job,
  type JobFailure,
  type JobRef,
  type JobSnapshot,
} from '@safelight/core';
import { type Outcome, readFailedReason, readReturnValue } from './outcome.ts';
import { readJob } from './read-job.ts';

/** The fields of a job's hash that are read, in the order that {@link readJobHash} takes their values. */
export const jobFields = ['data', 'finishedOn', 'returnvalue', 'failedReason', 'ats', 'atm'] as const;

/** A job as BullMQ keeps it, as far as it matters here. */
export interface JobHash {
  readonly data: unknown;
  /** How it ended; undefined while it is open. */
  readonly outcome: Outcome | undefined;
}

/** Reads the answer to `HMGET job …jobFields`; undefined where there is no such job. */
export function readJobHash(values: readonly (string | null)[]): JobHash | undefined {
  const [data, finishedOn, returnvalue, failedReason, started, made] = values;
  if (typeof data !== 'string') return undefined;
  const isFinished = typeof finishedOn === 'string';
  const attempt = Math.max(1, Number(started ?? 1));
  const attempts = Number(made ?? 0);
  return {
    data: dataOf(data),
    outcome: isFinished ? outcomeOf(returnvalue ?? undefined, failedReason ?? undefined, attempt, attempts) : undefined,
  };
}

/** What the queue knows of a job. */
export function snapshotOf(ref: JobRef, hash: JobHash | undefined): JobSnapshot {
  if (hash === undefined) return { ref, state: 'missing' };
  const known = { ref, ...jobIn(hash.data, ref.queue) };
  switch (hash.outcome?.type) {
    case 'completed':
      return { ...known, state: 'completed', result: hash.outcome.result };
    case 'failed':
      return { ...known, state: 'failed', failure: hash.outcome.failure };
    default:
      return { ...known, state: 'open' };
  }
}

/**
 * A failed attempt earlier leaves its `failedReason` in the hash, so a job with a `returnvalue` has
 * completed whatever else stands there.
 */
function outcomeOf(
  returnvalue: string | undefined,
  failedReason: string | undefined,
  attempt: number,
  attempts: number,
): Outcome {
  const told =
    returnvalue === undefined
      ? failedReason !== undefined && readFailedReason(failedReason)
      : readReturnValue(returnvalue);
  return told || { type: 'failed', subject: undefined, failure: untold(returnvalue, failedReason, attempt, attempts) };
}

/** The end of a job whose worker left no word of its own: it was none of Safelight's, or died. */
function untold(
  returnvalue: string | undefined,
  failedReason: string | undefined,
  attempt: number,
  attempts: number,
): JobFailure {
  if (returnvalue === undefined) {
    return { attempt, attempts, code: errorCodes.workerLost, error: failedReason || 'The worker died without a word.' };
  }
  const error = 'The job was completed by a worker that stored no derivatives. Let only Safelight work this queue.';
  return { attempt, attempts, code: errorCodes.invalidInput, error };
}

function dataOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not BullMQ's doing; the worker that takes the job reports it.
    return undefined;
  }
}

/** A job that can't be read is left out: it fails once a worker takes it. */
function jobIn(data: unknown, queue: string): { readonly job?: Job } {
  try {
    return { job: readJob(data, queue) };
  } catch (error) {
    if (isInvalidInputError(error)) return {};
    throw error;
  }
}
