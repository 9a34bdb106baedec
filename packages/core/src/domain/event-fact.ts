import type { DomainEvent } from './event.ts';
import type { Fact } from './fact.ts';
import type { Task } from './task.ts';

/**
 * The fact that an event of another publisher stands for; undefined where it is none of its own
 * (`task.created`, and `task.retry`, which follows a `task.failed`). Run and attempt that it does not
 * name are the task's current ones.
 */
export function eventFact(event: DomainEvent, task: Task): Fact | undefined {
  const { run = task.run, attempt = Math.max(1, task.attempt) } = event;
  const base = { taskId: task.id, run, attempt, at: event.timestamp };
  switch (event.eventType) {
    case 'task.processing':
      return { ...base, type: 'started', workerId: event.workerId };
    case 'task.progress':
      return { ...base, type: 'progressed', done: event.done, total: event.total };
    case 'task.completed':
      return { ...base, type: 'completed', images: event.images, processingTime: event.processingTime };
    case 'task.failed': {
      const { code, error, attempts, willRetry } = event;
      return willRetry
        ? { ...base, type: 'attempt-failed', code, error, attempts, willRetry, delay: 0 }
        : { ...base, type: 'failed', code, error, attempts };
    }
    default:
      return undefined;
  }
}
