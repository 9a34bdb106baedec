import type { RedisServer } from '@safelight-tooling/test-services';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { RedisLease, type RedisLeaseOptions, RedisTaskCache, type RedisTaskCacheOptions } from '../../src/index.ts';
import { FlakyWire } from './flaky-wire.ts';
import { RecordingLog } from './recording-log.ts';

/** A key space of its own, adapters on it, a wire that can fail, and a plain client beside it. */
export class Bench implements AsyncDisposable {
  readonly log: RecordingLog = new RecordingLog();
  readonly prefix: string;
  readonly wire: FlakyWire;
  /** A client that reads and writes the raw store, connected directly. */
  readonly raw: Redis;
  readonly #url: string;
  readonly #closing: (() => Promise<unknown>)[] = [];

  private constructor(url: string, prefix: string, wire: FlakyWire) {
    this.prefix = prefix;
    this.wire = wire;
    this.#url = url;
    this.raw = new Redis(url);
    this.raw.on('error', () => {}); // the server is killed on purpose
  }

  static async on(server: RedisServer): Promise<Bench> {
    return new Bench(server.url, `${server.namespace()}:`, await FlakyWire.to(server.url));
  }

  /** Connected directly, unless the options have another url. */
  cache(options: Partial<RedisTaskCacheOptions> = {}): RedisTaskCache {
    return this.cacheWith({ url: this.#url, ...options });
  }

  /** With these options, in this bench's key space. */
  cacheWith(options: Partial<RedisTaskCacheOptions>): RedisTaskCache {
    const cache = new RedisTaskCache({ prefix: this.prefix, logger: this.log, ...options });
    this.#closing.push(() => cache.close());
    return cache;
  }

  /** Connected directly, unless the options have another url. */
  lease(options: Partial<RedisLeaseOptions> = {}): RedisLease {
    const lease = new RedisLease({ url: this.#url, prefix: this.prefix, logger: this.log, ttl: 1_000, ...options });
    this.#closing.push(() => lease.close());
    return lease;
  }

  /** The key of a task in the cache. */
  cacheKey(id = 'order-1'): string {
    return `${this.prefix}cache:${id}`;
  }

  /** Resolves once the time to live of the lease has grown. */
  async untilRenewed(name: string): Promise<void> {
    let least = Infinity;
    const isRenewed = async (): Promise<void> => {
      const left = await this.raw.pttl(`${this.prefix}lease:${name}`);
      least = Math.min(least, left);
      expect(left).toBeGreaterThan(least);
    };
    await vi.waitFor(isRenewed, { timeout: 10_000 });
  }

  /** The names of the connections that Safelight holds. */
  async connections(): Promise<readonly string[]> {
    const list = String(await this.raw.client('LIST'));
    return [...list.matchAll(/ name=(safelight-\w+)/g)].map(([, name]) => name ?? '').sort();
  }

  /** How often the server ran a command so far. */
  async calls(command: string): Promise<number> {
    const stats = await this.raw.info('commandstats');
    return Number(stats.match(new RegExp(`cmdstat_${command}:calls=(\\d+)`))?.[1] ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#closing.map((close) => close()));
    this.raw.disconnect();
    await this.wire.close();
  }
}
