import type { Logger } from '@safelight/core';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisPubSubOptions } from './options.ts';

/** The longest pause between two tries to reach Redis, in milliseconds. */
const longestPause = 1_000;

/**
 * One connection to Redis that comes back by itself for as long as it is not closed. An outage is
 * logged once when it begins and once when it ends.
 */
export class Connection {
  readonly redis: Redis;
  readonly #role: string;
  readonly #log: Logger;
  #isDown = false;
  #isClosed = false;
  #lastError: unknown;

  /**
   * @param role what the connection does, for the log and for `CLIENT LIST`
   * @param onReady called each time it is ready, the first one included
   */
  constructor(options: RedisPubSubOptions, role: 'publisher' | 'subscriber', onReady: () => void) {
    this.#role = role;
    this.#log = options.logger;
    this.redis = open(options, role);
    this.redis.on('error', (error: unknown) => this.#fail(error));
    this.redis.on('close', () => this.#fail(this.#lastError ?? new Error('The connection was closed.')));
    this.redis.on('ready', () => {
      this.#recover();
      onReady();
    });
  }

  /** True while commands can be sent; false as soon as the other side has hung up, before `close` is told. */
  get isReady(): boolean {
    return this.redis.status === 'ready' && !this.#isDown && this.redis.stream.writable;
  }

  /** True from a failure until the connection is ready again. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** Why it is down, as far as is known. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** Starts connecting, unless that was done. */
  start(): void {
    if (this.redis.status === 'wait') this.redis.connect().catch((error: unknown) => this.#fail(error));
  }

  /** Drops a connection that no longer answers, without waiting for its goodbye, and makes another. */
  restart(reason: unknown): void {
    if (!this.isReady) return;
    this.#fail(reason);
    this.redis.stream.destroy();
  }

  /** Idempotent; no event of the connection is told afterwards. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.redis.disconnect();
  }

  #fail(error: unknown): void {
    if (this.#isClosed) return;
    this.#lastError = error;
    if (this.#isDown) return;
    this.#isDown = true;
    this.#log.warn({ err: error, role: this.#role }, 'Redis can not be reached; the event bus tries until it can.');
  }

  #recover(): void {
    if (this.#isDown) this.#log.info({ role: this.#role }, 'Redis is reached again.');
    this.#isDown = false;
    this.#lastError = undefined;
  }
}

function open(options: RedisPubSubOptions, role: string): Redis {
  const own = {
    lazyConnect: true,
    connectionName: `safelight-${role}`,
    connectTimeout: options.connectTimeout,
    retryStrategy: (times: number) =>
      Math.min(50 * 2 ** Math.min(times - 1, 10), longestPause) * (0.8 + 0.4 * Math.random()),
    // What fails is told at once and kept or given up here: ioredis would send it again, twice perhaps.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // ioredis forgets the channel when a connection breaks before the channel was subscribed again.
    autoResubscribe: false,
    keyPrefix: '',
  } satisfies RedisOptions;
  if (options.connection !== undefined) return options.connection.duplicate(own);
  return new Redis(options.url ?? '', own);
}
