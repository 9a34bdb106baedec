import { type Check, check, given, type Logger, maybeGiven, type Shape, silentLogger } from '@safelight/core';
import type { Cluster, Redis } from 'ioredis';

/** A client of a single Redis (or of Sentinels), or of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** What the cache and the lease have in common. Either `url` or `connection` must be given. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, of a single Redis. */
  readonly url?: string;
  /**
   * A client to share; it stays open at close. Of a Redis Cluster, a `Cluster`. It must have no
   * `keyPrefix`: `prefix` is there for that.
   */
  readonly connection?: RedisClient;
  /** What every key begins with. Default `safelight:`. */
  readonly prefix: string;
  /** Default: silent. */
  readonly logger: Logger;
  /** The longest that one command may take, the first connecting included; in milliseconds. Default 500. */
  readonly timeout: number;
}

/** Defaults of {@link RedisConnectionOptions}. */
export const connectionDefaults: Pick<RedisConnectionOptions, 'prefix' | 'logger' | 'timeout'> = {
  prefix: 'safelight:',
  logger: silentLogger,
  timeout: 500,
};

/** A time in milliseconds; timers take no more. */
export const milliseconds: Check<number> = check.integer({ min: 1, max: 2 ** 31 - 1 });

const urlCheck = check.string({ pattern: /^rediss?:\/\/./, what: 'a redis:// or rediss:// URL' });

const unwanted: Check<string> = (_value, path, problems) => {
  problems.push(`${path}: leave it out, the connection that is given has its own`);
  return undefined;
};

const clientCheck: Check<RedisClient> = (value, path, problems) => {
  const client = given<RedisClient>()(value, path, problems);
  if (client === undefined || keyPrefixOf(client) === '') return client;
  // Scripts would get the prefixed key and SCAN the bare one.
  problems.push(`${path}: must have no keyPrefix; use the option prefix`);
  return undefined;
};

function keyPrefixOf(client: RedisClient): string {
  return client.options.keyPrefix ?? '';
}

/** The checks of {@link RedisConnectionOptions}; which is needed depends on what is given. */
export function connectionShape(options: Partial<RedisConnectionOptions>): Shape<RedisConnectionOptions> {
  return {
    url: options.connection === undefined ? urlCheck : check.optional(unwanted),
    connection: options.connection === undefined ? maybeGiven<RedisClient>() : clientCheck,
    prefix: check.string(),
    logger: given<Logger>(),
    timeout: milliseconds,
  };
}
