// Safelight as its README shows it, with images that cost nothing.

import { bullmq } from '@safelight/adapter-bullmq';
import { mongo } from '@safelight/adapter-mongo';
import { redis } from '@safelight/adapter-redis';
import { redisPubSub } from '@safelight/adapter-redis-pubsub';
import { createPipeline, createWorker, definePresets, type Engines } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import { noImages } from './no-images.ts';
import type { Service } from './service.ts';
import { type ContestantSettings, submission } from './settings.ts';

/** One derivative a task: the least that a task can ask for. */
const presets = definePresets({ hero: { width: 1024 } });

type Kept = Pick<Engines, 'repository' | 'cache' | 'lease'>;

function keptBy({ mongo: where, redisUrl, namespace }: ContestantSettings): Kept {
  if (where === undefined) return { repository: inMemory().repository };
  return { ...mongo(where), ...redis({ url: redisUrl, prefix: namespace }) };
}

/** A pipeline whose events are heard as any other process would hear them. */
export async function openSafelightService(settings: ContestantSettings): Promise<Service> {
  const { redisUrl: url, namespace } = settings;
  const engines = {
    ...bullmq({ url, prefix: namespace }),
    ...redisPubSub({ url, channel: `${namespace}:task-events` }),
  };
  const pipeline = createPipeline({ presets, ...engines, ...keptBy(settings) });
  let told: (id: string) => void = () => {};
  await engines.bus.subscribe((event) => {
    if (event.eventType === 'task.completed') told(event.taskId);
  });
  await pipeline.start();
  const { imagePath, metadata } = submission;
  return {
    submit: async () => (await pipeline.submit(imagePath, { metadata })).id,
    onCompleted: (listener) => {
      told = listener;
    },
    close: () => pipeline.close(),
  };
}

/** A worker whose sources, processor and store do nothing. */
export async function openSafelightWorker(settings: ContestantSettings): Promise<() => Promise<void>> {
  const { redisUrl: url, namespace, concurrency } = settings;
  const { consumer } = bullmq({ url, prefix: namespace });
  const worker = createWorker({ ...noImages, consumer, concurrency });
  await worker.start();
  return () => worker.close();
}
