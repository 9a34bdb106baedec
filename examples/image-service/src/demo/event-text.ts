import type { DomainEvent } from '@safelight/core';
import { count, plural } from './text.ts';

/** What an event says besides its task and its type. */
export function eventText(event: DomainEvent): string {
  switch (event.eventType) {
    case 'task.created':
      return 'accepted';
    case 'task.processing':
      return `taken by ${event.workerId}, attempt ${event.attempt ?? 1}`;
    case 'task.progress':
      return `${event.done} of ${plural(event.total, 'derivative')}`;
    case 'task.completed':
      return `${plural(event.images.length, 'derivative')} in ${count(event.processingTime)} ms`;
    case 'task.failed':
      return `${event.code}: ${event.error}${event.willRetry ? ' It will be tried again.' : ''}`;
    case 'task.retry':
      return `again in ${count(event.delay)} ms`;
    case 'task.cancelled':
      return 'no longer wanted';
  }
}

/** The name that the submission gave in the event's metadata, else the task's id. */
export function nameIn(event: DomainEvent): string {
  const name = event.metadata?.name;
  return typeof name === 'string' ? name : event.taskId;
}
