import type { TaskQueue } from '@safelight/core';
import { within } from '../metrics/within.ts';
import type { Checks } from './readiness.ts';

/** How long the queue may take to answer, in milliseconds. */
const timeout = 2_000;

/**
 * What a worker process depends on: that its consumer takes jobs, and that the queue answers.
 *
 * @param isStarted whether `Worker.start()` has resolved
 * @param queue the one that its consumer takes jobs from
 */
export function workerChecks(isStarted: () => boolean, queue: Pick<TaskQueue, 'counts'>): Checks {
  return async () => {
    const startedAt = performance.now();
    const consumer = isStarted()
      ? { ok: true }
      : { ok: false, problem: 'It has not begun to take jobs yet; it waits for the queue.' };
    try {
      await within(timeout, queue.counts());
      return { consumer, queue: { ok: true, ms: Math.round(performance.now() - startedAt) } };
    } catch {
      // Which failure it is, the adapter logs: it goes on trying.
      return { consumer, queue: { ok: false, problem: 'It did not answer, or not in time; the log says more.' } };
    }
  };
}
