import {
  array,
  boolean,
  type Check,
  integer,
  type Json,
  json,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
} from './check.ts';
import { InvalidInputError } from './errors.ts';
import type { HistoryEntry } from './event.ts';
import { eventCheck } from './event-codec.ts';
import type { Position } from './fact.ts';
import { taskIdCheck } from './id.ts';
import { storedImageCheck } from './image.ts';
import { contextCheck, metadataCheck, priorityCheck, queueNameCheck } from './job.ts';
import { presetCheck } from './preset.ts';
import { retryPolicyCheck } from './retry-policy.ts';
import { sourceCheck } from './source.ts';
import { taskStatuses } from './status.ts';
import type { HandlerState, Task } from './task.ts';

const positionCheck: Check<Position> = (value, path, problems) => {
  const parts = array(integer({ min: 0 }), { min: 4, max: 4 })(value, path, problems);
  if (parts === undefined) return undefined;
  const [run = 0, attempt = 0, rank = 0, done = 0] = parts;
  return [run, attempt, rank, done];
};

/** An entry lacks only the task's id to be an event. */
const historyEntryCheck: Check<HistoryEntry> = (value, path, problems) => {
  const before = problems.length;
  const whole = typeof value === 'object' && value !== null ? { taskId: 'any', ...value } : value;
  const event = eventCheck(whole, path, problems);
  const { run, attempt, version } = event ?? {};
  if (event === undefined || run === undefined || attempt === undefined || version === undefined) {
    if (problems.length === before) problems.push(`${path}: needs run, attempt and version`);
    return undefined;
  }
  const { taskId: _taskId, ...entry } = event;
  return { ...entry, run, attempt, version };
};

const failureCheck: Check<NonNullable<Task['failure']>> = object<NonNullable<Task['failure']>>({
  code: string({ min: 1 }),
  error: string(),
  attempts: integer({ min: 0 }),
});

const taskCheck: Check<Task> = object<Task>({
  schemaVersion: integer({ min: 1 }),
  id: taskIdCheck,
  version: integer({ min: 1 }),
  status: oneOf(...taskStatuses),
  settled: boolean,
  nextCheckAt: number(),
  createdAt: number(),
  updatedAt: number(),
  source: sourceCheck,
  presets: array(presetCheck, { min: 1 }),
  queue: queueNameCheck,
  priority: priorityCheck,
  retry: retryPolicyCheck,
  metadata: metadataCheck,
  context: contextCheck,
  idempotencyKey: optional(string({ min: 1 })),
  fingerprint: string(),
  run: integer({ min: 1 }),
  attempt: integer({ min: 0 }),
  attempts: integer({ min: 0 }),
  position: positionCheck,
  workerId: optional(string()),
  progress: object<Task['progress']>({ done: integer({ min: 0 }), total: integer({ min: 0 }) }),
  images: record(storedImageCheck),
  processingTime: optional(number({ min: 0 })),
  failure: optional(failureCheck),
  discarded: boolean,
  handlers: array<HandlerState>(
    object<HandlerState>({
      name: string({ min: 1 }),
      acknowledgedRun: integer({ min: 0 }),
      failures: integer({ min: 0 }),
    }),
  ),
  history: array(historyEntryCheck),
});

/** A task as a document: plain JSON that {@link parseTask} reads back. Unknown fields stay in it. */
export function serialiseTask(task: Task): Json {
  const problems: string[] = [];
  const document = json(task, `task ${task.id}`, problems);
  if (document === undefined) throw new InvalidInputError('The task', problems);
  return document;
}

/**
 * Reads a task from its document; fields that this release does not know are kept.
 *
 * @throws {InvalidInputError} that lists every problem
 */
export function parseTask(document: unknown): Task {
  const problems: string[] = [];
  const task = taskCheck(document, '', problems);
  if (task === undefined) throw new InvalidInputError('The task document', problems);
  return task;
}
