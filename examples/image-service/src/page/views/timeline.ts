import type { DomainEvent } from '../api/wire.ts';
import { eventText } from '../text/event-text.ts';
import { plural } from '../text/numbers.ts';
import { timeOfDay } from '../text/time.ts';
import { element, setText } from './dom.ts';
import { keyedList } from './keyed-list.ts';

/** What happened to a task, oldest first; folded until somebody wants to know. */
export function timeline(): { readonly element: HTMLElement; render(events: readonly DomainEvent[]): void } {
  const summary = element('summary');
  const list = element('ol', { class: 'events' });
  const render = keyedList<DomainEvent>(list, keyOf, (event) => {
    const when = element('time', { datetime: new Date(event.timestamp).toISOString() }, timeOfDay(event.timestamp));
    return {
      element: element('li', { class: 'event', 'data-event': event.eventType }, when, eventText(event)),
      render() {},
    };
  });
  return {
    element: element('details', { class: 'timeline' }, summary, list),
    render(events) {
      setText(summary, `Timeline: ${plural(events.length, 'event')}`);
      render(events);
    },
  };
}

/** An attempt tells its failure twice: by itself, and by the queue's last word. */
function keyOf(event: DomainEvent): string {
  return `${event.eventId ?? event.eventType}/${event.version ?? event.timestamp}`;
}
