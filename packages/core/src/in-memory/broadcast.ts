import type { DomainEvent } from '../domain/event.ts';
import { parseEvent } from '../domain/event-codec.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Wire } from './wire.ts';

/** One subscription of one client. */
export interface Subscriber {
  readonly wire: Wire;
  readonly receive: (message: DomainEvent | string) => void;
}

/**
 * When the copies of a message arrive at one subscriber, each in milliseconds from now: `[0]` is the
 * plain case, `[]` loses it, `[0, 0]` doubles it, and different delays reorder messages.
 */
export type Weather = (event: DomainEvent | string) => readonly number[];

/** The channel of an in-memory server: everyone hears everything, as long as the weather holds. */
export class Broadcast {
  /** Replace it to make the bus lossy. */
  weather: Weather = () => [0];
  /** Told of every message that is sent, for tests that keep a ledger. */
  onSend: (message: DomainEvent | string) => void = () => {};
  readonly #runtime: Runtime;
  readonly #subscribers = new Set<Subscriber>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  delete(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
  }

  /** Sends events, or a raw text as a foreign publisher would. */
  send(messages: readonly (DomainEvent | string)[]): void {
    for (const message of messages) this.onSend(message);
    for (const subscriber of this.#subscribers) {
      for (const message of messages) {
        for (const delay of this.weather(message)) void this.#deliver(subscriber, message, delay);
      }
    }
  }

  async #deliver(subscriber: Subscriber, message: DomainEvent | string, delay: number): Promise<void> {
    // Never within the publisher's own call: publishing does not wait for subscribers.
    await (delay > 0 ? this.#runtime.sleep(delay) : undefined);
    try {
      await subscriber.wire('bus.deliver', () => {
        if (this.#subscribers.has(subscriber)) subscriber.receive(message);
      });
    } catch (error) {
      this.#runtime.log.debug({ err: error }, 'A message was lost on its way to a subscriber.');
    }
  }
}

/** The event of a message; a raw text is parsed. */
export function eventIn(message: DomainEvent | string): DomainEvent {
  return typeof message === 'string' ? parseEvent(message) : message;
}
