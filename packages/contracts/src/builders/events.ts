import { type DomainEvent, type EventCommon, schemaVersion } from '@safelight/core';
import { longAgo } from './tasks.ts';

/** A `task.progress` event as the relay publishes it: applied, with every common field. */
export function anEvent(taskId: string, done = 1, over: Partial<EventCommon> = {}): DomainEvent {
  return {
    taskId,
    timestamp: longAgo + done,
    eventId: `${taskId}.1.1.task.progress.${done}`,
    run: 1,
    attempt: 1,
    version: done + 1,
    schemaVersion,
    metadata: { productId: 42 },
    eventType: 'task.progress',
    done,
    total: 1_000,
    ...over,
  };
}
