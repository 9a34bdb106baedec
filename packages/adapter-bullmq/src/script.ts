import { createHash } from 'node:crypto';
import type { RedisClient } from './redis-client.ts';

/** A Lua script of ours, sent by its hash: in full only where the server does not know it yet. */
export class Script {
  readonly #text: string;
  readonly #sha: string;

  constructor(text: string) {
    this.#text = text;
    this.#sha = createHash('sha1').update(text).digest('hex');
  }

  /** Runs it, all keys before all arguments. */
  async run(client: RedisClient, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await this.runKnown(client, keys, args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return client.eval(this.#text, keys.length, ...keys, ...args);
    }
  }

  /**
   * Runs it where the server has run it before, and fails where it has not: what is not waited for must
   * not be sent a second time, behind what was sent after it.
   */
  runKnown(client: RedisClient, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return client.evalsha(this.#sha, keys.length, ...keys, ...args);
  }
}
