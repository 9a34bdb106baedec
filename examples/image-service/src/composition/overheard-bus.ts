import type { DomainEvent, EventBus } from '@safelight/core';

/** The bus, of whose events `hear` is told too; by the subscription of whoever is given it, and not by its own. */
export function overheard(bus: EventBus, hear: (event: DomainEvent) => void): EventBus {
  return {
    publish: (events) => bus.publish(events),
    subscribe: (on) =>
      bus.subscribe((event) => {
        hear(event);
        // What it gives is the subscriber's own business with the bus, which may wait for it.
        return on(event);
      }),
    close: () => bus.close(),
  };
}
