import { bullmq } from '@safelight/adapter-bullmq';
import { mongo } from '@safelight/adapter-mongo';
import { redis } from '@safelight/adapter-redis';
import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import type { Engines } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';

/** The engines of one process of the service: on Redis and MongoDB where it is given their URLs, else in memory. */
export function chooseEngines(redisUrl?: string, mongoUrl?: string): Engines {
  return redisUrl && mongoUrl
    ? {
        ...bullmq({ url: redisUrl }),
        ...redisPubSub({ url: redisUrl }),
        ...redis({ url: redisUrl }),
        ...mongo({ url: mongoUrl }),
      }
    : inMemory();
}
