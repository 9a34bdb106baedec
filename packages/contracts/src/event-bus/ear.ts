import type { DomainEvent, EventBus, Unsubscribe } from '@safelight/core';
import { Inbox } from '../support/inbox.ts';

/** A subscriber that keeps what it hears. */
export class Ear {
  readonly #inbox = new Inbox<DomainEvent>();
  #unsubscribe: Unsubscribe = async () => {};

  /** Subscribes; `also` is called with each event after it was kept. */
  static async of(bus: EventBus, also: (event: DomainEvent) => void = () => {}): Promise<Ear> {
    const ear = new Ear();
    ear.#unsubscribe = await bus.subscribe((event) => {
      ear.#inbox.push(event);
      also(event);
    });
    return ear;
  }

  get heard(): readonly DomainEvent[] {
    return this.#inbox.all;
  }

  /** What it heard, once it has heard this event: all that was sent before has come by then, or never will. */
  async until(ms: number, last: DomainEvent): Promise<readonly DomainEvent[]> {
    await this.#inbox.first(ms, `the event ${last.eventId}`, (event) => event.eventId === last.eventId);
    return this.heard;
  }

  unsubscribe(): Promise<void> {
    return this.#unsubscribe();
  }
}
