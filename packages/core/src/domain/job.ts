import { array, type Check, integer, type Json, json, jsonObject, number, object, record, string } from './check.ts';
import { InvalidInputError } from './errors.ts';
import { type JobRef, type TaskId, taskIdCheck } from './id.ts';
import { type StoredImage, storedImageCheck } from './image.ts';
import { defaultPresets, maxPresets, type Preset, presetCheck } from './preset.ts';
import { defaultRetryPolicy, type RetryPolicy, retryPolicyCheck } from './retry-policy.ts';
import { type Source, sourceCheck } from './source.ts';

/** The version of every wire shape (job, event, document) that this package writes. */
export const schemaVersion = 1;

/** What the submitter wants to find again on the task and its events. Plain JSON. */
export type Metadata = { readonly [key: string]: Json };

/** Where a request came from: request id, `traceparent` and the like; carried to the worker's log. */
export type TaskContext = Readonly<Record<string, string>>;

/** The queue's unit of work for one run: everything a worker needs, so that it asks nobody. */
export interface Job extends JobRef {
  readonly schemaVersion: number;
  readonly source: Source;
  /** The whole recipes, so that a worker of another release makes the same derivatives. */
  readonly presets: readonly Preset[];
  readonly retry: RetryPolicy;
  /** 0 is the default and goes first; larger numbers wait longer (as in BullMQ). */
  readonly priority: number;
  readonly metadata: Metadata;
  readonly context: TaskContext;
}

/** What an attempt that succeeded hands back to the queue. */
export interface JobResult {
  readonly run: number;
  readonly attempt: number;
  readonly images: readonly StoredImage[];
  /** Milliseconds from taking the job to the last file written. */
  readonly processingTime: number;
}

/** What the queue knows of a job. */
export interface JobSnapshot {
  readonly ref: JobRef;
  /** `open`: waiting, delayed or active. */
  readonly state: 'missing' | 'open' | 'completed' | 'failed';
  /** The job itself, unless it is missing or cannot be read. */
  readonly job?: Job;
  /** Present when `completed`. */
  readonly result?: JobResult;
  /** Present when `failed`. */
  readonly failure?: JobFailure;
}

/** Why a job failed for good. */
export interface JobFailure {
  /** The attempt that was the last. */
  readonly attempt: number;
  readonly code: string;
  readonly error: string;
  /** Failed attempts of the run. */
  readonly attempts: number;
}

/** Names and numbers of a queue's jobs. */
export interface JobCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  readonly completed: number;
  readonly failed: number;
}

/** {@link JobCounts} by the queue's name. */
export type QueueCounts = Readonly<Record<string, JobCounts>>;

/** Checks a queue's name. */
export const queueNameCheck: Check<string> = string({
  pattern: /^[A-Za-z0-9_-]{1,64}$/,
  what: '1 to 64 of A-Z a-z 0-9 _ -',
});
/** Checks a task's metadata. */
export const metadataCheck: Check<Metadata> = jsonObject;
/** Checks a task's context. */
export const contextCheck: Check<TaskContext> = record(string({ max: 1_024 }));
/** Checks a priority. */
export const priorityCheck: Check<number> = integer({ min: 0, max: 1_000 });
/** The queue of a task that no routing function sends elsewhere. */
export const defaultQueue = 'default';

const jobCheck: Check<Job> = object<Job>({
  schemaVersion: integer({ min: 1 }),
  taskId: taskIdCheck,
  run: integer({ min: 1 }),
  queue: queueNameCheck,
  source: sourceCheck,
  presets: array(presetCheck, { min: 1, max: maxPresets }),
  retry: retryPolicyCheck,
  priority: priorityCheck,
  metadata: metadataCheck,
  context: contextCheck,
});

const foreignJobCheck: Check<{ readonly taskId: TaskId; readonly imagePath: string }> = object({
  taskId: taskIdCheck,
  imagePath: string({ min: 1 }),
});

/** True for a job's data that another producer made, without our `schemaVersion`. */
export function isForeignJob(value: unknown): boolean {
  return typeof value !== 'object' || value === null || !('schemaVersion' in value);
}

/** A job as it travels: the {@link Job} with `imagePath` for readers that know only paths. */
export function serialiseJob(job: Job): Json {
  const problems: string[] = [];
  const wire = json({ imagePath: job.source.path, ...job }, 'job', problems);
  if (wire === undefined) throw new InvalidInputError('The job', problems);
  return wire;
}

/**
 * Reads a job from the queue. A foreign producer's `{ taskId, imagePath }` becomes run 1 with the
 * default presets and retry policy.
 *
 * @param value the job's data as parsed from JSON
 * @param where the queue it was found in, and what a foreign job lacks
 * @throws {InvalidInputError} that lists every problem
 */
export function parseJob(value: unknown, where: { readonly queue: string; readonly presets?: readonly Preset[] }): Job {
  const problems: string[] = [];
  if (!isForeignJob(value)) {
    const job = jobCheck(value, '', problems);
    if (job) return job;
  } else {
    const foreign = foreignJobCheck(value, '', problems);
    if (foreign) {
      const { imagePath, ...unknownFields } = foreign;
      const job = jobCheck(
        {
          run: 1,
          presets: where.presets ?? defaultPresets.all,
          retry: defaultRetryPolicy,
          priority: 0,
          metadata: {},
          context: {},
          ...unknownFields,
          schemaVersion,
          queue: where.queue,
          source: { kind: 'path', path: imagePath },
        },
        '',
        problems,
      );
      if (job) return job;
    }
  }
  throw new InvalidInputError('The job', problems);
}

const jobResultCheck: Check<JobResult> = object<JobResult>({
  run: integer({ min: 1 }),
  attempt: integer({ min: 1 }),
  images: array(storedImageCheck, { min: 1 }),
  processingTime: number({ min: 0 }),
});

/**
 * Reads what an attempt handed back.
 *
 * @throws {InvalidInputError} that lists every problem
 */
export function parseJobResult(value: unknown): JobResult {
  const problems: string[] = [];
  const result = jobResultCheck(value, '', problems);
  if (result === undefined) throw new InvalidInputError('The job result', problems);
  return result;
}
