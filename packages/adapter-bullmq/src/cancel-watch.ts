import { Abort, type Logger } from '@safelight/core';
import { areCancelled } from './cancelled-jobs.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { pause } from './waiting.ts';

/** Looks at intervals which of the jobs in hand were cancelled: all of a queue in one round trip. */
export class CancelWatch {
  readonly #client: RedisClient;
  readonly #keys: QueueKeys;
  readonly #interval: number;
  readonly #log: Logger;
  /** Two attempts at one job may be in hand, where the first has lost its lock. */
  readonly #inHand = new Map<() => void, string>();
  readonly #closing = new Abort();
  #isLooking = false;

  constructor(client: RedisClient, keys: QueueKeys, interval: number, log: Logger) {
    this.#client = client;
    this.#keys = keys;
    this.#interval = interval;
    this.#log = log;
  }

  /** Calls `onCancel` once the job is cancelled; call what it gives when the job is out of hand. */
  add(id: string, onCancel: () => void): () => void {
    const own = (): void => onCancel();
    this.#inHand.set(own, id);
    if (!this.#isLooking) void this.#keepLooking();
    return () => this.#inHand.delete(own);
  }

  /** Looks no more. */
  close(): void {
    this.#closing.abort('the worker closes');
  }

  async #keepLooking(): Promise<void> {
    const { signal } = this.#closing;
    this.#isLooking = true;
    while (this.#inHand.size > 0 && !signal.aborted) {
      await pause(this.#interval, signal);
      await this.#look([...this.#inHand]);
    }
    this.#isLooking = false;
  }

  async #look(inHand: readonly (readonly [onCancel: () => void, id: string])[]): Promise<void> {
    try {
      const ids = inHand.map(([, id]) => id);
      const answers = await areCancelled(this.#client, this.#keys, ids);
      for (const [index, [onCancel]] of inHand.entries()) {
        if (answers[index] === true && this.#inHand.delete(onCancel)) onCancel();
      }
    } catch (error) {
      this.#log.debug({ err: error, queue: this.#keys.name }, 'It was not seen which jobs were cancelled.');
    }
  }
}
