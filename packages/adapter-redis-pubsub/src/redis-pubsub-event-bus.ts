import { type DomainEvent, type EventBus, UnavailableError, type Unsubscribe } from '@safelight/core';
import { type Counters, newCounters, type RedisPubSubStats } from './bus-stats.ts';
import type { Delivery } from './delivery.ts';
import { Inbox } from './inbox.ts';
import { fillPubSubOptions, type RedisPubSubOptions } from './options.ts';
import { Outbox } from './outbox.ts';

/**
 * {@link EventBus} on a Redis channel: each event is one JSON message that any Redis client can read
 * and write. Connects at the first `publish` and at the first `subscribe`, once for each of the two.
 */
export class RedisPubSubEventBus implements EventBus {
  readonly #options: RedisPubSubOptions;
  readonly #counters: Counters = newCounters();
  readonly #outbox: Outbox;
  #inbox: Inbox | undefined;
  #isClosed = false;

  /** @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<RedisPubSubOptions>) {
    this.#options = fillPubSubOptions(options);
    this.#outbox = new Outbox(this.#options, this.#counters);
  }

  /**
   * See {@link EventBus.publish}. Resolves within `publishTimeout`, and at once while Redis is known to
   * be down: up to `publishBuffer` events then wait for it, and go out in order when it is back.
   */
  publish(events: readonly DomainEvent[]): Promise<void> {
    return this.#outbox.post(events);
  }

  /**
   * See {@link EventBus.subscribe}. The events are frozen. A promise that `on` returns is waited for
   * before its next event, at most `handlerTimeout`; what it rejects with is logged.
   *
   * @throws {UnavailableError} when Redis could not be reached within `connectTimeout`, or after close
   */
  async subscribe(on: (event: DomainEvent) => void): Promise<Unsubscribe> {
    if (this.#isClosed) throw new UnavailableError('bus', 'This event bus was closed; make another.');
    this.#inbox ??= new Inbox(this.#options, this.#counters);
    const inbox = this.#inbox;
    const delivery = await this.#add(inbox, on);
    return async () => {
      inbox.remove(delivery);
      this.#closeIfUnused(inbox);
    };
  }

  /** What was counted so far. */
  stats(): RedisPubSubStats {
    return { ...this.#counters, waiting: this.#outbox.size };
  }

  /** See {@link EventBus.close}. Waits at most `publishTimeout` for what is yet to be published. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#inbox?.close();
    await this.#outbox.close();
  }

  async #add(inbox: Inbox, on: (event: DomainEvent) => void): Promise<Delivery> {
    try {
      return await inbox.add(on);
    } catch (error) {
      this.#closeIfUnused(inbox);
      throw error;
    }
  }

  /** With nobody listening the connection goes, and with it what it would parse for nobody. */
  #closeIfUnused(inbox: Inbox): void {
    if (!inbox.isEmpty) return;
    inbox.close();
    if (this.#inbox === inbox) this.#inbox = undefined;
  }
}
