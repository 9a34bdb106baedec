import { fillOptions } from '@safelight/core';
import { connectionDefaults, connectionShape, milliseconds, type RedisConnectionOptions } from './options.ts';
import { RedisLease } from './redis-lease.ts';
import { RedisTaskCache } from './redis-task-cache.ts';

/** The options of `redis()`. Times are in milliseconds. Either `url` or `connection` must be given. */
export interface RedisBundleOptions extends RedisConnectionOptions {
  /** How long a cached task is good. Default 60,000. */
  readonly cacheTtl: number;
  /** How long a version is remembered after its task was invalidated. Default 60,000. */
  readonly tombstoneTtl: number;
  /** How long a lease outlives its holder. Default 10,000. */
  readonly leaseTtl: number;
}

/**
 * The cache and the lease on Redis, as a bundle to spread into a pipeline's engines. Each has a
 * connection of its own, unless one is given; they connect when they are first used, not here.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function redis(options: Partial<RedisBundleOptions>): {
  readonly cache: RedisTaskCache;
  readonly lease: RedisLease;
} {
  const { cacheTtl, tombstoneTtl, leaseTtl, ...connection } = fillOptions<RedisBundleOptions>(
    'The options of redis()',
    options,
    { ...connectionDefaults, cacheTtl: 60_000, tombstoneTtl: 60_000, leaseTtl: 10_000 },
    { ...connectionShape(options), cacheTtl: milliseconds, tombstoneTtl: milliseconds, leaseTtl: milliseconds },
  );
  return {
    cache: new RedisTaskCache({ ...connection, ttl: cacheTtl, tombstoneTtl }),
    lease: new RedisLease({ ...connection, ttl: leaseTtl }),
  };
}
