import type { DomainEvent } from '../api/wire.ts';
import { plural, span } from './numbers.ts';
import { reasonText } from './reason-text.ts';

/** What happened, in plain words. */
export function eventText(event: DomainEvent): string {
  switch (event.eventType) {
    case 'task.created':
      return (event.run ?? 1) === 1
        ? 'Accepted, and waiting for a worker'
        : `Replayed: run ${event.run} waits for a worker`;
    case 'task.processing':
      return `Taken by ${event.workerId}${(event.attempt ?? 1) > 1 ? `, attempt ${event.attempt}` : ''}`;
    case 'task.progress':
      return `${event.done} of ${plural(event.total, 'derivative')} made`;
    case 'task.completed':
      return `Completed: ${plural(event.images.length, 'derivative')} in ${span(event.processingTime)}`;
    case 'task.failed':
      return event.willRetry
        ? `Attempt ${event.attempts} failed. ${reasonText(event.code)}`
        : `Failed. ${reasonText(event.code)}`;
    case 'task.retry':
      return `Waits ${span(event.delay)} before the next attempt`;
    case 'task.cancelled':
      return 'Cancelled';
  }
}
