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

/** The name that the submission gave in the event's metadata, or that of the uploaded file, else the task's id. */
export function nameIn({ metadata, taskId }: DomainEvent): string {
  const { name, upload } = metadata ?? {};
  if (typeof name === 'string') return name;
  const uploaded: unknown = Reflect.get(Object(upload), 'name');
  return typeof uploaded === 'string' ? uploaded : taskId;
}
