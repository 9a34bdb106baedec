import type { TaskQueue } from '@safelight/core';
import { within } from '../shared/within.ts';
import { answerWithin, type Checks, unanswered } from './readiness.ts';

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
      await within(answerWithin, queue.counts());
      return { consumer, queue: { ok: true, ms: Math.round(performance.now() - startedAt) } };
    } catch {
      return { consumer, queue: unanswered };
    }
  };
}
