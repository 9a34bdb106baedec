import type { DomainEvent, EventBody } from '@safelight/core';

/** An event of the task as it comes from the bus. */
export function eventOf(taskId: string, body: EventBody): DomainEvent {
  return { taskId, timestamp: 0, run: 1, attempt: 1, metadata: { name: `${taskId}.jpg` }, ...body };
}

/** The event that an attempt fails. */
export function failed(taskId: string, willRetry: boolean): DomainEvent {
  return eventOf(taskId, { eventType: 'task.failed', code: 'CORRUPT_IMAGE', error: 'Cut.', attempts: 1, willRetry });
}

/** The event that `done` of 2 derivatives are stored. */
export function progressed(taskId: string, done: number): DomainEvent {
  return eventOf(taskId, { eventType: 'task.progress', done, total: 2 });
}

/** The event that an attempt begins. */
export function processing(taskId: string): DomainEvent {
  return eventOf(taskId, { eventType: 'task.processing', workerId: 'w' });
}
