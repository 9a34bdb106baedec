import type { DomainEvent, EventBus } from '@safelight/core';
import type { Faults } from './faults.ts';

/**
 * `bus.publish`; within it `bus.publish-facts`, where the events tell what a worker did: then it is the relay, or the
 * reconciler, that publishes. And `bus.hear`, with the deeds of messages: `drop`, `double`, `reorder`.
 */
export function faultyBus(bus: EventBus, faults: Faults): EventBus {
  return {
    publish: (events) =>
      faults.pass('bus.publish', () => {
        const publish = (): Promise<void> => bus.publish(events);
        return events.some(tellsFact) ? faults.pass('bus.publish-facts', publish) : publish();
      }),
    subscribe: (on) => bus.subscribe(unruly(on, faults)),
    close: () => bus.close(),
  };
}

function tellsFact({ eventType }: DomainEvent): boolean {
  return eventType !== 'task.created' && eventType !== 'task.cancelled';
}

function unruly(on: (event: DomainEvent) => void, faults: Faults): (event: DomainEvent) => void {
  const held: DomainEvent[] = [];
  return (event) => {
    const deed = faults.take('bus.hear')?.deed;
    if (deed === 'drop') return;
    if (deed === 'reorder') {
      held.push(event);
      return;
    }
    on(event);
    if (deed === 'double') on(event);
    // What was held back comes after a later one.
    for (const late of held.splice(0)) on(late);
  };
}
