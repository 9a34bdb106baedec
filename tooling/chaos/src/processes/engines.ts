import { bullmq } from '@safelight/adapter-bullmq';
import { mongo } from '@safelight/adapter-mongo';
import { redis } from '@safelight/adapter-redis';
import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import { ConfigError, type Engines, type PipelineOptions } from '@safelight/core';
import type { Module } from '@safelight-examples/image-service/dist/composition/module.js';
import { queueNameOf } from '@safelight-examples/image-service/dist/composition/queue-name.js';
import { tokens } from '@safelight-examples/image-service/dist/composition/tokens.js';
import type { ProcessContext } from '@safelight-examples/image-service/dist/processes/run-process.js';
import { faultyEngines } from '../failpoints/faulty-engines.ts';
import { lastWriteWins } from '../failpoints/last-write-wins.ts';
import { shiftedClock } from '../failpoints/shifted-clock.ts';
import type { Joined } from './join-rig.ts';

/**
 * The example's real engines under the example's names, with the rig's settings and its switches. The settings of
 * the pipeline ride along: `createPipeline` takes them out of the same bundle.
 */
export function rigEngines({ config, logger }: ProcessContext, { settings, faults }: Joined): Module {
  if (config.engines.kind !== 'redis-mongo') {
    throw new ConfigError('The environment', ['ENGINES: the rig starts its processes with redis-mongo']);
  }
  const { redisUrl: url, mongoUrl, namespace, database } = config.engines.settings;
  return (bind) => {
    bind<Engines & Partial<PipelineOptions>>(tokens.engines).toResolvedValue(() => {
      const { repository } = mongo({ ...settings.mongo, url: mongoUrl, database, logger });
      const engines = {
        ...bullmq({ ...settings.bullmq, url, queueName: (name) => queueNameOf(namespace, name), logger }),
        ...redisPubSub({ url, channel: `${namespace}-events`, logger }),
        ...redis({ ...settings.redis, url, prefix: `${namespace}:`, logger }),
        repository: settings.without.includes('fencing') ? lastWriteWins(repository) : repository,
      };
      return {
        ...settings.pipeline,
        ...(settings.without.includes('reconciler') ? { reconciler: false } : {}),
        ...(settings.clockOffset === 0 ? {} : { runtime: shiftedClock(settings.clockOffset) }),
        ...faultyEngines(engines, faults),
      };
    });
  };
}
