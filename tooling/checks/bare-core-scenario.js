// What bare-core.js runs inside the empty context. It is bundled with core, so no platform global may
// be named here either.
import { applyFact, createTask, defaultPresets, defaultRetryPolicy } from '@safelight/core';

/** @param {import('@safelight/core').Runtime} runtime @returns {string} what became of the task */
export function run(runtime) {
  const timing = { now: runtime.now(), checkAfter: 1_000, settleAfter: 1_000 };
  const taskId = runtime.newId();
  const task = createTask(
    {
      id: taskId,
      source: { kind: 'path', path: 'photos/a.jpg' },
      presets: defaultPresets.all,
      queue: 'default',
      priority: 0,
      retry: defaultRetryPolicy,
      metadata: {},
      context: {},
      fingerprint: '',
      handlers: [],
    },
    timing,
  );
  const fact = /** @type {const} */ ({ taskId, run: 1, attempt: 1, at: timing.now });
  const started = applyFact(task, { ...fact, type: 'started', workerId: 'w1' }, timing).task;
  const { status } = applyFact(started, { ...fact, type: 'completed', images: [], processingTime: 1 }, timing).task;
  if (status !== 'completed') throw new Error(`the task is ${status}`);
  return `a task went to ${status}`;
}
