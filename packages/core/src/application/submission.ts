import { fingerprint } from '../domain/canonical.ts';
import { array, type Check, object, optional, string } from '../domain/check.ts';
import { ConfigError, InvalidInputError } from '../domain/errors.ts';
import { type TaskId, taskIdCheck } from '../domain/id.ts';
import {
  contextCheck,
  type Metadata,
  metadataCheck,
  priorityCheck,
  queueNameCheck,
  type TaskContext,
} from '../domain/job.ts';
import { maxPresets, type Presets } from '../domain/preset.ts';
import { partialRetryShape, type RetryPolicy } from '../domain/retry-policy.ts';
import { type Source, sourceCheck } from '../domain/source.ts';
import type { NewTask } from '../domain/task.ts';

/** What a submission may say besides its source. */
export interface SubmitOptions<N extends string = string> {
  /** Names of presets; default all of the pipeline's. */
  readonly presets?: readonly N[];
  /** Comes back on the task and on every event. Plain JSON. */
  readonly metadata?: Metadata;
  /** The same key and body gives the same task; with another body it is a conflict. 1 to 255 characters. */
  readonly idempotencyKey?: string;
  /** An id of your own, `[A-Za-z0-9_-]{1,64}` and no whole number; default a UUIDv7. */
  readonly id?: TaskId;
  /** 0, the default, goes first; larger numbers wait longer. */
  readonly priority?: number;
  /** Request id, traceparent and the like, for the worker's log. Not part of the body. */
  readonly context?: TaskContext;
  /** What is left out is the pipeline's. */
  readonly retry?: Partial<RetryPolicy>;
}

/** One submission of many. */
export interface Submission<N extends string = string> extends SubmitOptions<N> {
  /** A path is short for `{ kind: 'path', path }`. */
  readonly source: string | Source;
}

const partialRetryCheck: Check<Partial<RetryPolicy>> = object<Partial<RetryPolicy>>(partialRetryShape);

const submissionCheck: Check<Submission> = object<Submission>({
  source: (value, path, problems) =>
    sourceCheck(typeof value === 'string' ? { kind: 'path', path: value } : value, path, problems),
  presets: optional(array(string(), { min: 1, max: maxPresets })),
  metadata: optional(metadataCheck),
  idempotencyKey: optional(string({ min: 1, max: 255 })),
  id: optional(taskIdCheck),
  priority: optional(priorityCheck),
  context: optional(contextCheck),
  retry: optional(partialRetryCheck),
});

/** What a pipeline adds to a submission. */
export interface SubmissionDefaults {
  readonly presets: Presets;
  readonly retry: RetryPolicy;
  readonly newId: () => TaskId;
  readonly handlers: readonly string[];
  readonly route: (submission: Submission) => string;
}

/**
 * Checks a submission and makes it a new task.
 *
 * @throws {InvalidInputError} that lists every problem, an unknown preset (`UNKNOWN_PRESET`) included
 */
export function newTaskOf(submission: Submission, defaults: SubmissionDefaults): NewTask {
  const problems: string[] = [];
  const given = withoutUndefined(submission);
  const checked = submissionCheck(given, '', problems);
  if (checked === undefined) throw new InvalidInputError('The submission', problems);
  // Copies: what the caller does to its objects later must not reach the task.
  const { source: named } = checked;
  const source: Source = typeof named === 'string' ? { kind: 'path', path: named } : { ...named };
  const presets = defaults.presets.pick(checked.presets ?? defaults.presets.names);
  const { priority = 0, idempotencyKey } = checked;
  const metadata = checked.metadata === undefined ? {} : copyOf(checked.metadata);
  const context = { ...checked.context };
  const retry = { ...defaults.retry, ...checked.retry };
  return {
    id: checked.id ?? defaults.newId(),
    source,
    presets,
    queue: queueOf(defaults.route(checked)),
    priority,
    retry,
    metadata,
    context,
    handlers: defaults.handlers,
    fingerprint: fingerprint({
      source,
      presets: presets.map(({ name }) => name),
      metadata,
      priority,
      retry: checked.retry,
    }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}

function withoutUndefined(submission: Submission): object {
  return Object.fromEntries(Object.entries(submission).filter(([, value]) => value !== undefined));
}

/** What the routing function named. @throws {ConfigError} */
function queueOf(routed: string): string {
  const problems: string[] = [];
  const queue = queueNameCheck(routed, 'route', problems);
  if (queue === undefined) throw new ConfigError('What route() gave', problems);
  return queue;
}

/** Of plain JSON. */
function copyOf<T>(value: T): T {
  const copy: T = JSON.parse(JSON.stringify(value));
  return copy;
}
