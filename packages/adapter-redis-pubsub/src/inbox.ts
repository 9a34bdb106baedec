import { type DomainEvent, type Logger, parseEvent, UnavailableError } from '@safelight/core';
import type { Counters } from './bus-stats.ts';
import { Connection } from './connection.ts';
import { Delivery } from './delivery.ts';
import { frozen } from './frozen.ts';
import { Heartbeat } from './heartbeat.ts';
import type { RedisPubSubOptions } from './options.ts';
import { within } from './within.ts';

/** How much of a malformed message is logged, in characters. */
const excerptLength = 200;

/**
 * The channel as long as someone listens, over a connection of its own: subscribes again whenever the
 * connection is new, and hands what it hears to every delivery.
 */
export class Inbox {
  readonly #options: RedisPubSubOptions;
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #deliveries = new Set<Delivery>();
  readonly #connection: Connection;
  readonly #heartbeat: Heartbeat;
  readonly #opening: Promise<boolean>;
  #opened: (isSubscribed: boolean) => void = () => {};
  #joining = 0;

  constructor(options: RedisPubSubOptions, counters: Counters) {
    this.#options = options;
    this.#log = options.logger;
    this.#counters = counters;
    this.#opening = new Promise((resolve) => {
      this.#opened = resolve;
    });
    this.#connection = new Connection(options, 'subscriber', () => void this.#subscribe());
    this.#connection.redis.on('message', (_channel: string, text: string) => this.#receive(text));
    this.#heartbeat = new Heartbeat(this.#connection, options);
    this.#connection.start();
  }

  /** True while nobody listens, or is about to. */
  get isEmpty(): boolean {
    return this.#deliveries.size + this.#joining === 0;
  }

  /**
   * Adds a subscriber once the channel is subscribed.
   *
   * @throws {UnavailableError} when the channel could not be subscribed within `connectTimeout`
   */
  async add(on: (event: DomainEvent) => void): Promise<Delivery> {
    this.#joining++;
    try {
      await this.#untilSubscribed();
      const delivery = new Delivery(on, this.#options, this.#counters);
      this.#deliveries.add(delivery);
      return delivery;
    } finally {
      this.#joining--;
    }
  }

  /** Ends a subscriber. */
  remove(delivery: Delivery): void {
    delivery.end();
    this.#deliveries.delete(delivery);
  }

  /** Ends all subscribers and the connection. Idempotent. */
  close(): void {
    for (const delivery of this.#deliveries) delivery.end();
    this.#deliveries.clear();
    this.#heartbeat.stop();
    this.#connection.close();
    this.#opened(false);
  }

  async #untilSubscribed(): Promise<void> {
    const { channel, connectTimeout } = this.#options;
    const isSubscribed = await within(connectTimeout, 'It took too long.', this.#opening).catch((error: unknown) => {
      const cause = this.#connection.lastError ?? error;
      throw new UnavailableError(
        'bus',
        `The channel ${channel} could not be subscribed within ${connectTimeout} ms. Check that Redis runs at the ` +
          'address given and that it lets this user in, then subscribe again.',
        { cause },
      );
    });
    if (!isSubscribed) throw new UnavailableError('bus', 'This event bus was closed; make another.');
  }

  async #subscribe(): Promise<void> {
    const { channel, connectTimeout } = this.#options;
    try {
      await within(connectTimeout, 'Redis did not answer in time.', this.#connection.redis.subscribe(channel));
      this.#opened(true);
      this.#log.debug({ channel }, 'The channel is subscribed.');
    } catch (error) {
      this.#log.warn({ err: error, channel }, 'The channel could not be subscribed; it is tried again.');
      this.#connection.restart(error);
    }
  }

  #receive(text: string): void {
    this.#counters.heard++;
    try {
      const event = frozen(parseEvent(text));
      for (const delivery of this.#deliveries) delivery.push(event);
    } catch (error) {
      this.#counters.malformed++;
      const fields = { err: error, channel: this.#options.channel, message: text.slice(0, excerptLength) };
      this.#log.warn(fields, 'A message on the channel is no event; it is passed.');
    }
  }
}
