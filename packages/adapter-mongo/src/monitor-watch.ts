import type { MongoClient } from 'mongodb';

/** How often the driver looks at a server that it knows, in milliseconds; sooner where it looks for one. Its default. */
const heartbeatFrequency = 10_000;

/** Connects a client anew whose monitor no longer looks at any server. */
export class MonitorWatch {
  readonly #client: MongoClient;
  readonly #patience: number;
  #lastLook: number = performance.now();
  #mending: Promise<void> | undefined;
  #isClosed = false;

  /** @param timeout what one look may take, in milliseconds */
  constructor(client: MongoClient, timeout: number) {
    this.#client = client;
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
  }
}
