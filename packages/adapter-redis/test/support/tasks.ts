import { createTask, defaultPresets, defaultQueue, defaultRetryPolicy, type Task } from '@safelight/core';

/** A task with this id at this version, told apart from other versions by its metadata. */
export function taskAt(version: number, id = 'order-1'): Task {
  const task = createTask(
    {
      id,
      source: { kind: 'path', path: 'photos/a.jpg' },
      presets: defaultPresets.all,
      queue: defaultQueue,
      priority: 0,
      retry: defaultRetryPolicy,
      metadata: { version },
      context: {},
      fingerprint: 'f0',
      handlers: [],
    },
    { now: 1_700_000_000_000, checkAfter: 60_000, settleAfter: 60_000 },
  );
  return { ...task, version };
}
