import { defaultQueue } from '@safelight/core';
import type { Logger } from 'pino';
import { AdminQueues } from '../admin/admin-queues.ts';
import { adminQueuesPath } from '../http/routes/admin.ts';
import type { Module } from './module.ts';
import { queueNameOf } from './queue-name.ts';
import type { RedisMongoSettings } from './redis-mongo-module.ts';
import { tokens } from './tokens.ts';

/** The queues' admin pages, for engines that have some to show. */
export function adminModule({ redisUrl, namespace }: RedisMongoSettings): Module {
  return (bind) => {
    bind<AdminQueues>(tokens.adminQueues).toResolvedValue(
      (logger: Logger) =>
        new AdminQueues({
          redisUrl,
          queues: new Map([[queueNameOf(namespace, defaultQueue), defaultQueue]]),
          path: adminQueuesPath,
          logger,
        }),
      [tokens.logger],
    );
  };
}
