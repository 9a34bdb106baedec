import { bullmq } from '@safelight/adapter-bullmq';
import { mongo } from '@safelight/adapter-mongo';
import { redis } from '@safelight/adapter-redis';
import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import type { Engines, Logger } from '@safelight/core';
import type { Module } from './module.ts';
import { queueNameOf } from './queue-name.ts';
import { tokens } from './tokens.ts';

/** Where the real engines are, and what belongs to this service there. All its processes are given the same. */
export interface RedisMongoSettings {
  readonly redisUrl: string;
  readonly mongoUrl: string;
  /** Part of every Redis key and of the channel's name, so that several services may share one Redis. */
  readonly namespace: string;
  /** The MongoDB database. */
  readonly database: string;
}

/** The real engines: queue, events, bus, cache and lease on Redis, tasks in MongoDB. */
export function redisMongoModule(settings: RedisMongoSettings, logger: Logger): Module {
  const { redisUrl: url, mongoUrl, namespace, database } = settings;
  return (bind) => {
    bind<Engines>(tokens.engines).toResolvedValue(() => ({
      ...bullmq({ url, queueName: (name) => queueNameOf(namespace, name), logger }),
      ...redisPubSub({ url, channel: `${namespace}-events`, logger }),
      ...redis({ url, prefix: `${namespace}:`, logger }),
      ...mongo({ url: mongoUrl, database, logger }),
    }));
  };
}
