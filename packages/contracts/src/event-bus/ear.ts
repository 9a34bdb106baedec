import type { DomainEvent, EventBus, Unsubscribe } from '@safelight/core';
import { deferred, within } from '../support/waiting.ts';

/** A subscriber that keeps what it hears. */
export class Ear {
  readonly heard: DomainEvent[] = [];
  #unsubscribe: Unsubscribe = async () => {};
  readonly #waiting = new Set<() => void>();

  /** Subscribes; `also` is called with each event after it was kept. */
  static async of(bus: EventBus, also: (event: DomainEvent) => void = () => {}): Promise<Ear> {
    const ear = new Ear();
    ear.#unsubscribe = await bus.subscribe((event) => {
      ear.heard.push(event);
      for (const look of ear.#waiting) look();
      also(event);
    });
    return ear;
  }

  /** What it heard, once it has heard this event: then all that was sent before has come, or never will. */
  async until(ms: number, last: DomainEvent): Promise<readonly DomainEvent[]> {
    const came = deferred();
    const look = (): void => {
      if (this.heard.some((event) => event.eventId === last.eventId)) came.resolve();
    };
    this.#waiting.add(look);
    look();
    await within(ms, `the event ${last.eventId} (heard ${this.heard.length} others)`, came.promise);
    this.#waiting.delete(look);
    return this.heard;
  }

  unsubscribe(): Promise<void> {
    return this.#unsubscribe();
  }
}
