import {
  applyFact,
  createTask,
  defaultPresets,
  defaultQueue,
  defaultRetryPolicy,
  type NewTask,
  type StoredImage,
  type Task,
  uuidv7,
} from '@safelight/core';

/** When tasks of the tests were made; milliseconds since the epoch. */
export const longAgo = 1_700_000_000_000;

const image: StoredImage = {
  resolution: '1024',
  path: '/output/a/1024/0cc175b9c0f1b6a831c399e269772661.jpg',
  md5: '0cc175b9c0f1b6a831c399e269772661',
  size: 1_000,
  width: 1024,
  height: 683,
  format: 'jpeg',
};

/** A new task with an id of its own. */
export function aTask(traits: Partial<NewTask> & { readonly createdAt?: number } = {}): Task {
  const { createdAt = longAgo, ...over } = traits;
  return createTask(
    {
      id: uuidv7(Date.now(), Math.random),
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
    { now: createdAt, checkAfter: 60_000, settleAfter: 60_000 },
  );
}

/** The task after its first attempt completed. */
export function completed(task: Task, images: readonly StoredImage[] = [image]): Task {
  const { id: taskId, run } = task;
  const fact = { type: 'completed', taskId, run, attempt: 1, at: longAgo, images, processingTime: 120 } as const;
  return applyFact(task, fact, { now: longAgo, checkAfter: 60_000, settleAfter: 60_000 }).task;
}

/** The task at its next version, otherwise the same. */
export function changed(task: Task, over: Partial<Task> = {}): Task {
  return { ...task, version: task.version + 1, ...over };
}
