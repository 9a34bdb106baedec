import type { Logger } from '@safelight/core';
import type { MongoClient } from 'mongodb';

/** How often the driver looks at a server that it knows, in milliseconds; sooner where it looks for one. Its default. */
const heartbeatFrequency = 10_000;

/**
 * Connects a client anew whose monitor no longer looks at any server. Mongodb 7.9.0: a check that begins on a socket
 * which was destroyed a moment ago waits for it to drain, for ever, and no other check begins before it ends.
 */
export class MonitorWatch {
  readonly #client: MongoClient;
  readonly #patience: number;
  readonly #log: Logger;
  #lastLook: number = performance.now();
  #mending: Promise<void> | undefined;
  #isClosed = false;

  /** @param timeout what one look may take, in milliseconds */
  constructor(client: MongoClient, timeout: number, log: Logger) {
    this.#client = client;
    this.#log = log;
    this.#patience = heartbeatFrequency + 2 * timeout;
    const looked = (): void => {
      this.#lastLook = performance.now();
    };
    client.on('serverHeartbeatSucceeded', looked).on('serverHeartbeatFailed', looked);
  }

  /** Does nothing while the monitor looks at its servers, whatever it finds. */
  async mend(): Promise<void> {
    if (this.#isClosed || performance.now() - this.#lastLook < this.#patience) return;
    this.#lastLook = performance.now();
    this.#mending ??= this.#reconnect().finally(() => {
      this.#mending = undefined;
    });
    await this.#mending;
  }

  /** Closes the client, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#mending !== undefined) await Promise.allSettled([this.#mending]);
    await this.#client.close();
  }

  async #reconnect(): Promise<void> {
    await this.#client.close();
    await this.#client.connect();
    this.#log.warn({}, "MongoDB's driver had stopped looking for its server; it is connected anew.");
  }
}
