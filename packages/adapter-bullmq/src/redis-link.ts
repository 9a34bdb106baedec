import { messageOf, UnavailableError } from '@safelight/core';
import type { BullMqOptions } from './options.ts';
import { openClient, type RedisClient, untilReady } from './redis-client.ts';

/**
 * The connection for calls that somebody waits for: opened by the first one, kept, and never waited
 * for longer than `timeout`.
 */
export class RedisLink {
  readonly #options: BullMqOptions;
  #client: RedisClient | undefined;
  #isClosed = false;

  constructor(options: BullMqOptions) {
    this.#options = options;
  }

  /**
   * Does `work` with a client that is ready.
   *
   * @throws {UnavailableError} within `timeout` milliseconds, whatever Redis does
   */
  async use<T>(work: (client: RedisClient) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new UnavailableError('queue', 'This adapter was closed; make another.');
    this.#client ??= openClient(this.#options, 'producer');
    const client = this.#client;
    const { timeout } = this.#options;
    const begun = performance.now();
    try {
      await untilReady(client, timeout);
      return await within(timeout - (performance.now() - begun), work(client));
    } catch (error) {
      const closed = this.#isClosed ? 'The adapter was closed meanwhile.' : `Check that Redis runs and can be reached.`;
      throw new UnavailableError('queue', `Redis did not do what the queue asked (${messageOf(error)}). ${closed}`, {
        cause: error,
      });
    }
  }

  /** Ends the connection; calls in flight throw. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#client?.disconnect();
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(new Error('no answer in time'));
    // In a process that was busy meanwhile the answer may have come: it is read before this gives up.
    timer = setTimeout(() => setImmediate(giveUp), Math.max(1, ms));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
