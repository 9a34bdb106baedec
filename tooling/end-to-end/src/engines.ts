import { type BullMqEngines, bullmq } from '@safelight/adapter-bullmq';
import { type MongoEngines, mongo } from '@safelight/adapter-mongo';
import { redis } from '@safelight/adapter-redis';
import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import type { Engines, Logger } from '@safelight/core';
import type { ServiceSettings } from './settings.ts';

/** The real engines, composed as a user composes them. */
export function enginesOf(settings: ServiceSettings, logger: Logger): Engines & BullMqEngines & MongoEngines {
  const { redisUrl: url, mongoUrl, database, namespace } = settings;
  return {
    ...bullmq({ ...settings.bullmq, url, logger, prefix: namespace }),
    ...redisPubSub({ url, logger }),
    ...redis({ ...settings.redis, url, logger, prefix: `${namespace}:` }),
    ...mongo({ url: mongoUrl, database, logger }),
  };
}
