// The public surface of `@safelight/adapter-redis`.

export type { RedisClient, RedisConnectionOptions } from './options.ts';
export { type RedisBundleOptions, redis } from './redis.ts';
export { RedisLease, type RedisLeaseOptions } from './redis-lease.ts';
export { RedisTaskCache, type RedisTaskCacheOptions } from './redis-task-cache.ts';
