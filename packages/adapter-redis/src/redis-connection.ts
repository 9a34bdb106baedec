import { type Logger, UnavailableError } from '@safelight/core';
import { Redis, type RedisOptions } from 'ioredis';
import type { RedisClient, RedisConnectionOptions } from './options.ts';
import { within } from './within.ts';

/** The longest pause between two tries to reach Redis, in milliseconds. */
const longestPause = 1_000;

/**
 * A client of Redis, opened here or shared, on which every command has a time limit: what cannot be
 * sent just now fails at once instead of waiting in a queue.
 */
export class RedisConnection {
  readonly client: RedisClient;
  readonly #isOwn: boolean;
  readonly #timeout: number;
  readonly #log: Logger;
  readonly #readyListeners: (() => void)[] = [];
  #lastError: unknown;
  #firstTry: Promise<void> | undefined;

  /** @param role what the connection is for, as `CLIENT LIST` shows it */
  constructor(options: RedisConnectionOptions, role: string) {
    this.#timeout = options.timeout;
    this.#log = options.logger;
    this.#isOwn = options.connection === undefined;
    this.client = options.connection ?? open(options, role);
    this.client.on('error', this.#onError);
  }

  /** Calls the listener each time the connection is ready again. */
  onReady(listener: () => void): void {
    this.#readyListeners.push(listener);
    this.client.on('ready', listener);
  }

  /**
   * What a command gives. The first one waits for the connection as long as for a reply.
   *
   * @throws {UnavailableError} when Redis can't be reached, or does not answer in time
   * @throws Redis's own error when it answers with one
   */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    this.#firstTry ??= this.#connect();
    await this.#firstTry;
    if (this.client.status !== 'ready') {
      const message = 'Redis can not be reached. Check that it runs at the address given; it is tried until it can.';
      throw new UnavailableError('redis', message, { cause: this.#lastError });
    }
    return within(this.#timeout, command(this.client));
  }

  /** Closes the client if it was opened here, answers that are due first. Idempotent. */
  async close(): Promise<void> {
    for (const listener of this.#readyListeners.splice(0)) this.client.off('ready', listener);
    if (!this.#isOwn) {
      this.client.off('error', this.#onError);
      return;
    }
    if (this.client.status === 'ready') await within(this.#timeout, this.client.quit()).catch(this.#onError);
    this.client.disconnect();
  }

  /** Who calls is told by the error of their call; this keeps the reason for it. */
  readonly #onError = (error: unknown): void => {
    this.#lastError = error;
    this.#log.debug({ err: error }, 'The connection to Redis has an error.');
  };

  /** Resolves once the connection is ready, or has had its time. */
  #connect(): Promise<void> {
    const { client } = this;
    if (client.status === 'ready') return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        client.off('ready', done);
        resolve();
      };
      const timer = setTimeout(done, this.#timeout);
      client.on('ready', done);
      if (client.status === 'wait') client.connect().catch(this.#onError);
    });
  }
}

function open(options: RedisConnectionOptions, role: string): Redis {
  const own = {
    lazyConnect: true,
    connectionName: `safelight-${role}`,
    retryStrategy: (times: number) =>
      Math.min(50 * 2 ** Math.min(times - 1, 10), longestPause) * (0.8 + 0.4 * Math.random()),
    // A replica that was the primary until now: connect again, to the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // Several times longer than a command may take: a process that was busy must not hang up on a sound server.
    socketTimeout: options.timeout * 10,
  } satisfies RedisOptions;
  return new Redis(options.url ?? '', own);
}
