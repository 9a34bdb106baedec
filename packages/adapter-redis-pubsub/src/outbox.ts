import { type DomainEvent, type Logger, serialiseEvent, UnavailableError } from '@safelight/core';
import { ReplyError } from 'ioredis';
import { BoundedQueue } from './bounded-queue.ts';
import type { Counters } from './bus-stats.ts';
import { Connection } from './connection.ts';
import type { RedisPubSubOptions } from './options.ts';
import { within } from './within.ts';

/** Messages sent together: one round trip for many, without holding up what comes between. */
const together = 256;

/** Many messages as one command: their cost is in making and answering commands, more than in publishing. */
const publishScript = `for _, text in ipairs(ARGV) do redis.call('PUBLISH', KEYS[1], text) end`;

interface Letter {
  readonly event: DomainEvent;
  readonly text: string;
  /** Called once it was sent or given up. */
  readonly settle: () => void;
}

/**
 * Publishes in order, over a connection of its own: one command under way at a time, what comes
 * meanwhile goes together with the next. While Redis can't be reached, letters wait. One that may have been
 * sent is never sent again.
 */
export class Outbox {
  readonly #options: RedisPubSubOptions;
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #waiting: BoundedQueue<Letter>;
  readonly #connection: Connection;
  #isSending = false;
  readonly #unsettled = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  constructor(options: RedisPubSubOptions, counters: Counters) {
    this.#options = options;
    this.#log = options.logger;
    this.#counters = counters;
    this.#waiting = new BoundedQueue(options.publishBuffer);
    this.#connection = new Connection(options, 'publisher', () => void this.#sendAll());
  }

  /** Events waiting to be sent. */
  get size(): number {
    return this.#waiting.size;
  }

  /** Takes the events over; resolves once they are sent, given up, or wait for Redis to come back. Never throws. */
  async post(events: readonly DomainEvent[]): Promise<void> {
    if (events.length === 0) return;
    const all = this.#takeAll(events);
    if (this.#closing !== undefined) return;
    this.#unsettled.add(all);
    void all.then(() => this.#unsettled.delete(all));
    this.#connection.start();
    void this.#sendAll();
    if (!this.#connection.isDown) await this.#patiently(all);
  }

  /** Sends what it can within `publishTimeout`, gives up the rest, and closes. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (!this.#connection.isDown) await this.#patiently(Promise.all(this.#unsettled));
    for (const { event, settle } of this.#waiting.take(this.#waiting.size)) {
      this.#giveUp(event, closedError());
      settle();
    }
    this.#connection.close();
  }

  /** Resolves once all of them were sent or given up. */
  #takeAll(events: readonly DomainEvent[]): Promise<void> {
    return new Promise((resolve) => {
      let left = events.length;
      const settle = (): void => {
        if (--left === 0) resolve();
      };
      for (const event of events) this.#take(event, settle);
    });
  }

  #take(event: DomainEvent, settle: () => void): void {
    try {
      if (this.#closing !== undefined) throw closedError();
      const overflow = this.#waiting.push({ event, text: serialiseEvent(event), settle });
      if (overflow === undefined) return;
      this.#giveUp(overflow.event, new UnavailableError('bus', 'Too many events wait for Redis to come back.'));
      overflow.settle();
    } catch (error) {
      this.#giveUp(event, error);
      settle();
    }
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    while (this.#waiting.size > 0 && this.#connection.isReady) await this.#send(this.#waiting.take(together));
    this.#isSending = false;
  }

  async #send(letters: readonly Letter[]): Promise<void> {
    try {
      await within(this.#options.publishTimeout, 'Redis did not answer in time.', this.#publish(letters));
      this.#counters.published += letters.length;
    } catch (error) {
      for (const { event } of letters) this.#giveUp(event, error);
      // What Redis refuses it would refuse again; a connection that does not answer is made anew.
      if (!(error instanceof ReplyError)) this.#connection.restart(error);
    }
    for (const { settle } of letters) settle();
  }

  #publish(letters: readonly Letter[]): Promise<unknown> {
    const { redis } = this.#connection;
    const { channel } = this.#options;
    const [first] = letters;
    if (letters.length === 1 && first) return redis.publish(channel, first.text);
    return redis.eval(publishScript, 1, channel, ...letters.map(({ text }) => text));
  }

  /** Waits for what is under way, at most `publishTimeout`: letters that still wait then go on waiting. */
  #patiently(settled: Promise<unknown>): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#options.publishTimeout);
      void settled.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #giveUp({ eventType, taskId, eventId }: DomainEvent, error: unknown): void {
    this.#counters.lost++;
    const fields = { err: error, eventType, taskId, eventId, channel: this.#options.channel };
    this.#log.warn(fields, 'An event could not be published; perhaps nobody heard it.');
  }
}

function closedError(): UnavailableError {
  return new UnavailableError('bus', 'This event bus was closed; make another.');
}
