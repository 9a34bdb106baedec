import type { Connection } from './connection.ts';
import type { RedisPubSubOptions } from './options.ts';
import { within } from './within.ts';

/**
 * Asks a subscribed connection now and then whether it still lives. It sends nothing by itself, so a
 * peer that vanished without a word (a cut cable, a router that forgot) would go unnoticed for long.
 */
export class Heartbeat {
  readonly #connection: Connection;
  readonly #patience: number;
  readonly #timer: NodeJS.Timeout;

  constructor(connection: Connection, options: RedisPubSubOptions) {
    this.#connection = connection;
    this.#patience = options.connectTimeout;
    this.#timer = setInterval(() => void this.#beat(), options.heartbeat);
    // It alone keeps no process alive.
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #beat(): Promise<void> {
    if (!this.#connection.isReady) return;
    try {
      await within(this.#patience, 'Redis did not answer in time.', this.#connection.redis.ping());
    } catch (error) {
      this.#connection.restart(error);
    }
  }
}
