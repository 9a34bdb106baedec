import { UnavailableError } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { EventBus, Unsubscribe } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import { type Broadcast, eventIn, type Subscriber } from './broadcast.ts';
import type { Wire } from './wire.ts';

/** {@link EventBus} on the channel of an in-memory server. */
export class InMemoryEventBus implements EventBus {
  readonly #channel: Broadcast;
  readonly #wire: Wire;
  readonly #log: Logger;
  readonly #subscribers = new Set<Subscriber>();
  #closed = false;

  constructor(channel: Broadcast, wire: Wire, log: Logger) {
    this.#channel = channel;
    this.#wire = wire;
    this.#log = log;
  }

  async publish(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      if (this.#closed) throw new UnavailableError('bus', 'This event bus was closed; make another.');
      await this.#wire('bus.publish', () => this.#channel.send(events));
    } catch (error) {
      for (const { eventType, taskId } of events) {
        this.#log.warn({ err: error, eventType, taskId }, 'An event could not be published; nobody will hear it.');
      }
    }
  }

  async subscribe(on: (event: DomainEvent) => void): Promise<Unsubscribe> {
    if (this.#closed) throw new UnavailableError('bus', 'This event bus was closed; make another.');
    const subscriber: Subscriber = { wire: this.#wire, receive: (message) => this.#receive(message, on) };
    await this.#wire('bus.subscribe', () => this.#channel.add(subscriber));
    this.#subscribers.add(subscriber);
    return async () => {
      this.#channel.delete(subscriber);
      this.#subscribers.delete(subscriber);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const subscriber of this.#subscribers) this.#channel.delete(subscriber);
    this.#subscribers.clear();
  }

  #receive(message: DomainEvent | string, on: (event: DomainEvent) => void): void {
    try {
      on(eventIn(message));
    } catch (error) {
      this.#log.error({ err: error, message }, 'A message was not understood, or its subscriber failed; it is passed.');
    }
  }
}
