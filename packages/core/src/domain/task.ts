import type { DomainEvent, EventBody, HistoryEntry } from './event.ts';
import { eventIdOf } from './event.ts';
import type { Position } from './fact.ts';
import type { JobRef, TaskId } from './id.ts';
import type { StoredImage } from './image.ts';
import { type Job, type JobFailure, type Metadata, schemaVersion, type TaskContext } from './job.ts';
import type { Preset } from './preset.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Source } from './source.ts';
import { isTerminal, type TaskStatus } from './status.ts';

/** One `onSettled` handler that a task owes a call, and how far it got. */
export interface HandlerState {
  readonly name: string;
  /** The last run whose end the handler acknowledged; 0 for none. */
  readonly acknowledgedRun: number;
  /** Failed calls for the current run. */
  readonly failures: number;
}

/**
 * One accepted request to derive images from one source: the aggregate. A plain value, never
 * changed: functions of this folder turn it into the next one.
 *
 * @typeParam P the names of the presets
 */
export interface Task<P extends string = string> {
  readonly schemaVersion: number;
  readonly id: TaskId;
  /** 1 when stored first; grows with every change. Saving compares it. */
  readonly version: number;
  readonly status: TaskStatus;
  /** True once the task has ended and every handler acknowledged it: nothing is left to do. */
  readonly settled: boolean;
  /** Milliseconds since the epoch: when the reconciler looks at it, unless it is settled. */
  readonly nextCheckAt: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly updatedAt: number;
  readonly source: Source;
  /** The whole recipes. */
  readonly presets: readonly Preset[];
  /** The queue its jobs go to. */
  readonly queue: string;
  readonly priority: number;
  readonly retry: RetryPolicy;
  readonly metadata: Metadata;
  readonly context: TaskContext;
  readonly idempotencyKey?: string;
  /** Of the request's body: the same key with another fingerprint is a conflict. Empty when adopted. */
  readonly fingerprint: string;
  /** The passage through the queue, from 1. */
  readonly run: number;
  /** The last attempt of this run that was heard of; 0 before the first. */
  readonly attempt: number;
  /** Failed attempts of this run. */
  readonly attempts: number;
  /** Where the last applied fact stands; facts at or before it change nothing. */
  readonly position: Position;
  /** The worker of the last attempt that was heard of. */
  readonly workerId?: string;
  /** Derivatives stored by the current attempt, of all. */
  readonly progress: { readonly done: number; readonly total: number };
  /** The derivatives by preset, once completed. */
  readonly images: { readonly [K in P]?: StoredImage };
  /** Milliseconds of the attempt that completed. */
  readonly processingTime?: number;
  /** Why the last failed attempt of this run failed; final where `status` is `failed`. */
  readonly failure?: Omit<JobFailure, 'attempt'>;
  /** True for a dead letter that an operator discarded. */
  readonly discarded: boolean;
  readonly handlers: readonly HandlerState[];
  /** The last events of the task, oldest first, at most {@link historyLimit}. */
  readonly history: readonly HistoryEntry[];
}

/** How many events a task remembers. Of an attempt's progress only the last is kept. */
export const historyLimit = 64;

/** The clock and the bounds that a change to a task needs. All in milliseconds. */
export interface Timing {
  readonly now: number;
  /** How long after a change the reconciler looks at a task that has not ended. */
  readonly checkAfter: number;
  /** How long after its end the reconciler looks at a task whose handlers have not acknowledged it. */
  readonly settleAfter: number;
}

/** What a new task is made of. */
export interface NewTask
  extends Pick<
    Task,
    | 'id'
    | 'source'
    | 'presets'
    | 'queue'
    | 'priority'
    | 'retry'
    | 'metadata'
    | 'context'
    | 'idempotencyKey'
    | 'fingerprint'
  > {
  /** The names of the `onSettled` handlers known at the time. */
  readonly handlers: readonly string[];
}

/** Where a task begins. */
const start = { run: 1, attempt: 0, version: 1 };

/**
 * A new task: pending, run 1, version 1. Named field by field: with a spread and fields after it the
 * engine makes an object that is slow to make, and slow to copy from then on.
 */
export function createTask(from: NewTask, timing: Timing): Task {
  const task: Task = {
    schemaVersion,
    id: from.id,
    version: 1,
    source: from.source,
    presets: from.presets,
    queue: from.queue,
    priority: from.priority,
    retry: from.retry,
    metadata: from.metadata,
    context: from.context,
    fingerprint: from.fingerprint,
    status: 'pending',
    settled: false,
    nextCheckAt: timing.now + timing.checkAfter,
    createdAt: timing.now,
    updatedAt: timing.now,
    run: 1,
    attempt: 0,
    attempts: 0,
    position: [1, 0, 0, 0],
    progress: { done: 0, total: from.presets.length },
    images: {},
    discarded: false,
    handlers: from.handlers.map((name) => ({ name, acknowledgedRun: 0, failures: 0 })),
    history: [entryOf(start, createdBody(from), timing.now)],
  };
  return from.idempotencyKey === undefined ? task : { idempotencyKey: from.idempotencyKey, ...task };
}

/** A task for a job that foreign hands put into the queue. */
export function adoptTask(job: Job, handlers: readonly string[], timing: Timing): Task {
  const { taskId, run, queue, source, presets, priority, retry, metadata, context } = job;
  const task = createTask(
    { id: taskId, source, presets, queue, priority, retry, metadata, context, fingerprint: '', handlers },
    timing,
  );
  return run === 1 ? task : { ...task, run, position: [run, 0, 0, 0] };
}

/** @internal The body of `task.created`. */
export function createdBody(task: Pick<Task, 'source'>): EventBody {
  return { eventType: 'task.created', source: task.source, imagePath: task.source.path };
}

/** @internal A history entry for what just happened to the task. */
export function entryOf(
  { run, attempt, version }: Pick<Task, 'run' | 'attempt' | 'version'>,
  body: EventBody,
  timestamp: number,
): HistoryEntry {
  return { run, attempt, version, timestamp, ...body };
}

/** @internal The history with entries added: bounded, and only the last progress of an attempt. */
export function remember(history: readonly HistoryEntry[], added: readonly HistoryEntry[]): readonly HistoryEntry[] {
  let kept = history;
  for (const entry of added) {
    if (entry.eventType === 'task.progress') {
      kept = kept.filter(
        (old) => old.eventType !== 'task.progress' || old.run !== entry.run || old.attempt !== entry.attempt,
      );
    }
    kept = [...kept, entry];
  }
  return kept.length > historyLimit ? kept.slice(-historyLimit) : kept;
}

/** The job for the task's current run. */
export function jobOf(task: Task): Job {
  const { id: taskId, run, queue, source, presets, retry, priority, metadata, context } = task;
  return { schemaVersion, taskId, run, queue, source, presets, retry, priority, metadata, context };
}

/** Where the job of the task's current run is found. */
export function jobRefOf(task: Task): JobRef {
  return { taskId: task.id, run: task.run, queue: task.queue };
}

/** The event on the wire for an entry of the task's history. */
export function eventOf(task: Task, entry: HistoryEntry): DomainEvent {
  return {
    taskId: task.id,
    eventId: eventIdOf(task.id, entry),
    schemaVersion,
    metadata: task.metadata,
    ...entry,
  };
}

/** The events of the last change: those of the task's own version. */
export function newestEvents(task: Task): readonly DomainEvent[] {
  return task.history.filter((entry) => entry.version === task.version).map((entry) => eventOf(task, entry));
}

/** The handlers that have yet to acknowledge the end of the current run; none before it has ended. */
export function pendingHandlers(task: Task): readonly HandlerState[] {
  return isTerminal(task.status) ? task.handlers.filter((handler) => handler.acknowledgedRun < task.run) : [];
}

/** True if the task is among the dead letters: failed, and not discarded. */
export function isDeadLetter(task: Task): boolean {
  return task.status === 'failed' && !task.discarded;
}
