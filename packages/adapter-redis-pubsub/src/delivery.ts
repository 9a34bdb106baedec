import { types } from 'node:util';
import type { DomainEvent, Logger } from '@safelight/core';
import { BoundedQueue } from './bounded-queue.ts';
import type { Counters } from './bus-stats.ts';
import type { RedisPubSubOptions } from './options.ts';
import { within } from './within.ts';

/** How long one subscriber is called before others get a turn, in milliseconds. */
const slice = 10;

/**
 * Brings events to one subscriber, in order, one at a time. A slow one holds up only itself: its
 * events wait in a buffer of its own, the oldest are skipped when that is full, and a promise that it
 * returns is waited for only so long.
 */
export class Delivery {
  readonly #on: (event: DomainEvent) => unknown;
  readonly #timeout: number;
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #waiting: BoundedQueue<DomainEvent>;
  #isRunning = false;
  #goOn: () => void = () => {};
  #hasEnded = false;
  #skipped = 0;

  constructor(on: (event: DomainEvent) => unknown, options: RedisPubSubOptions, counters: Counters) {
    this.#on = on;
    this.#timeout = options.handlerTimeout;
    this.#log = options.logger;
    this.#counters = counters;
    this.#waiting = new BoundedQueue(options.handlerBuffer);
  }

  /** Takes an event over; the subscriber is called later. */
  push(event: DomainEvent): void {
    if (this.#hasEnded) return;
    const skipped = this.#waiting.push(event);
    if (skipped !== undefined) this.#skip(skipped);
    if (this.#isRunning) this.#goOn();
    else void this.#run();
  }

  /** The subscriber is not called any more. */
  end(): void {
    this.#hasEnded = true;
    this.#waiting.take(this.#waiting.size);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // What arrived together is taken in together before the first call, which may be a slow one.
    await Promise.resolve();
    let turnEnds = performance.now() + slice;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      await this.#call(event);
      if (performance.now() < turnEnds) continue;
      await this.#nextTurn();
      turnEnds = performance.now() + slice;
    }
    this.#isRunning = false;
    if (this.#skipped > 0) this.#log.warn({ skipped: this.#skipped }, 'A slow subscriber did not get all events.');
    this.#skipped = 0;
  }

  /**
   * Lets the event loop turn. In a flood it may read hundreds of packets before it does: the next one
   * is a turn as well, or a quick subscriber would be taken for a slow one.
   */
  #nextTurn(): Promise<void> {
    return new Promise((resolve) => {
      const turn = setImmediate(resolve);
      this.#goOn = () => {
        clearImmediate(turn);
        resolve();
      };
    });
  }

  async #call(event: DomainEvent): Promise<void> {
    try {
      const returned = this.#on(event);
      if (types.isPromise(returned)) await within(this.#timeout, 'It took too long; it is not waited for.', returned);
    } catch (error) {
      this.#counters.failedCalls++;
      const { eventType, taskId } = event;
      this.#log.error({ err: error, eventType, taskId }, 'A subscriber failed at an event; the event is passed.');
    }
  }

  #skip({ eventType, taskId }: DomainEvent): void {
    this.#counters.skipped++;
    // Once an overflow, not once an event: a flood of events must not become a flood of lines.
    if (this.#skipped++ === 0) this.#log.warn({ eventType, taskId }, 'A subscriber is too slow; it skips the oldest.');
  }
}
