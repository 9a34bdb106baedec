import { randomUUID } from 'node:crypto';
import { type AbortSignalLike, fillOptions, type Lease } from '@safelight/core';
import { follow, pause } from './abort.ts';
import { LeaseKey } from './lease-key.ts';
import { connectionDefaults, connectionShape, milliseconds, type RedisConnectionOptions } from './options.ts';
import { OutageLog } from './outage-log.ts';
import { RedisConnection } from './redis-connection.ts';
import { renew } from './renewal.ts';

/** The options of {@link RedisLease}. */
export interface RedisLeaseOptions extends RedisConnectionOptions {
  /**
   * Milliseconds for which a lease outlives its holder. It is renewed every third of it, and whoever
   * waits asks about every tenth. Default 10,000.
   */
  readonly ttl: number;
}

/** How long close waits for the work that holds a lease to end, in milliseconds. */
const closePatience = 1_000;

/**
 * {@link Lease} on Redis: one key a name, which holds a random token of its holder and runs out with
 * it. It spares double work and no more: with Redis's clock, its failovers and paused processes, two
 * may believe to hold it for a while.
 */
export class RedisLease implements Lease {
  readonly #options: RedisLeaseOptions;
  readonly #connection: RedisConnection;
  readonly #outages: OutageLog;
  readonly #closed = new AbortController();
  readonly #held = new Map<LeaseKey, Promise<void>>();

  /** @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<RedisLeaseOptions>) {
    this.#options = fillOptions<RedisLeaseOptions>(
      'The options of RedisLease',
      options,
      { ...connectionDefaults, ttl: 10_000 },
      { ...connectionShape(options), ttl: milliseconds },
    );
    this.#outages = new OutageLog(this.#options.logger);
    this.#connection = new RedisConnection(this.#options, 'lease');
  }

  /** See {@link Lease.hold}. After close it resolves at once, without the work. */
  async hold(name: string, work: (lost: AbortSignalLike) => Promise<void>, signal: AbortSignalLike): Promise<void> {
    const { prefix, ttl } = this.#options;
    const key = new LeaseKey(this.#connection, `${prefix}lease:${name}`, randomUUID(), ttl);
    const ending = new AbortController();
    const stops = [follow(ending, signal), follow(ending, this.#closed.signal)];
    try {
      const takenAt = await this.#acquire(key, ending.signal);
      if (takenAt !== undefined) await this.#workWhileHeld(key, takenAt, work, ending);
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** See {@link Lease.close}. Waits a second for the work that holds a lease, then lets it go all the same. */
  async close(): Promise<void> {
    this.#closed.abort('the lease was closed');
    const patience = new AbortController();
    const ended = Promise.allSettled(this.#held.values());
    await Promise.race([ended, pause(closePatience, patience.signal)]);
    patience.abort();
    await Promise.all([...this.#held.keys()].map((key) => this.#release(key)));
    await this.#connection.close();
  }

  /** When it was taken, by `performance.now()`; undefined if the signal aborted before. */
  async #acquire(key: LeaseKey, signal: AbortSignal): Promise<number | undefined> {
    let mayBeHeld = false;
    while (!signal.aborted) {
      const askedAt = performance.now();
      const wait = await this.#take(key);
      if (wait === 0 && !signal.aborted) return askedAt;
      mayBeHeld = wait === 0 || wait === undefined;
      if (wait !== 0) await pause(Math.min(wait ?? Infinity, jittered(this.#options.ttl / 10)), signal);
    }
    // Redis may have given it without this process hearing so, or too late.
    if (mayBeHeld) await this.#release(key);
    return undefined;
  }

  /** As {@link LeaseKey.take}; undefined when Redis did not say. */
  async #take(key: LeaseKey): Promise<number | undefined> {
    try {
      const wait = await key.take();
      this.#outages.succeeded('take');
      return wait;
    } catch (error) {
      this.#tellOutage(error);
      return undefined;
    }
  }

  async #workWhileHeld(
    key: LeaseKey,
    takenAt: number,
    work: (lost: AbortSignalLike) => Promise<void>,
    ending: AbortController,
  ): Promise<void> {
    const done = new AbortController();
    const renewing = renew({
      key,
      takenAt,
      ttl: this.#options.ttl,
      done: done.signal,
      onLost: () => ending.abort('the lease was lost'),
      onFailure: (error) => this.#tellOutage(error),
    });
    const holding = this.#workThenRelease(key, () => work(ending.signal), done, renewing);
    this.#held.set(key, holding);
    try {
      await holding;
    } finally {
      this.#held.delete(key);
    }
  }

  async #workThenRelease(
    key: LeaseKey,
    work: () => Promise<void>,
    done: AbortController,
    renewing: Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } finally {
      done.abort();
      await renewing;
      await this.#release(key);
    }
  }

  async #release(key: LeaseKey): Promise<void> {
    try {
      await key.release();
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'The lease could not be let go; it runs out by itself.');
    }
  }

  #tellOutage(error: unknown): void {
    this.#outages.failed('take', error, 'The lease can not be asked for just now; it is tried again.');
  }
}

/** Half to one and a half of it: those who wait should not all ask at once. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random());
}
