import {
  applyFact,
  createTask,
  defaultPresets,
  defaultQueue,
  defaultRetryPolicy,
  type Fact,
  type NewTask,
  type StoredImage,
  type Task,
  type Timing,
} from '@safelight/core';
import { anId } from './ids.ts';
import { anImage } from './images.ts';

/** When builders say that things happened: a round number, far from "now". */
export const longAgo = 1_700_000_000_000;

/** What a built task may be given besides {@link NewTask}'s own fields. */
export interface TaskTraits extends Partial<NewTask> {
  /** Milliseconds since the epoch; default {@link longAgo}. */
  readonly createdAt?: number;
  /** Milliseconds since the epoch; default a minute after `createdAt`. */
  readonly nextCheckAt?: number;
}

/** A new task: pending, run 1, version 1, with an id of its own. */
export function aTask(traits: TaskTraits = {}): Task {
  const { createdAt = longAgo, nextCheckAt = createdAt + 60_000, ...over } = traits;
  return createTask(
    {
      id: anId(),
      source: { kind: 'path', path: 'photos/a.jpg' },
      presets: defaultPresets.all,
      queue: defaultQueue,
      priority: 0,
      retry: defaultRetryPolicy,
      metadata: {},
      context: {},
      fingerprint: 'f0',
      handlers: [],
      ...over,
    },
    { now: createdAt, checkAfter: nextCheckAt - createdAt, settleAfter: nextCheckAt - createdAt },
  );
}

/** The task after its next attempt completed. */
export function completed(task: Task, images: readonly StoredImage[] = [anImage()]): Task {
  return after(task, { ...attemptOf(task), type: 'completed', images, processingTime: 120 });
}

/** The task after its next attempt failed for good: a dead letter. */
export function failed(task: Task): Task {
  return after(task, {
    ...attemptOf(task),
    type: 'failed',
    code: 'CORRUPT_IMAGE',
    error: 'the file is cut short',
    attempts: 1,
  });
}

/** The task after a worker took it. */
export function started(task: Task): Task {
  return after(task, { ...attemptOf(task), type: 'started', workerId: 'worker-1' });
}

/** The same task with another version and check time: a change that nothing else shows. */
export function changed(task: Task, over: Partial<Task> = {}): Task {
  return { ...task, version: task.version + 1, ...over };
}

function attemptOf(task: Task): Pick<Fact, 'taskId' | 'run' | 'attempt' | 'at'> {
  return { taskId: task.id, run: task.run, attempt: task.attempt + 1, at: task.updatedAt + 100 };
}

function after(task: Task, fact: Fact): Task {
  const checkAfter = task.nextCheckAt - task.updatedAt;
  const timing: Timing = { now: fact.at, checkAfter, settleAfter: checkAfter };
  return applyFact(task, fact, timing).task;
}
