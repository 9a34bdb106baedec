import { createPipeline, createWorker, type DomainEvent } from '@safelight/core';
import { InMemoryImageProcessor, InMemoryImageStore, InMemorySourceReader, inMemory } from '@safelight/core/in-memory';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Queue } from 'bullmq';
import { expect, it, onTestFinished } from 'vitest';
import type { BullMqOptions } from '../src/index.ts';
import { direct, engines, eventually, optionsFor } from './support/bench.ts';

describeWithRedis(
  'a pipeline on BullMQ',
  (redis) => {
    it('takes a task through and tells its events in order', async () => {
      const { pipeline, work, events } = aPipeline(optionsFor(redis));
      await pipeline.start();
      await work();
      const task = await pipeline.submit('photos/a.jpg');
      const done = await pipeline.waitFor(task.id, { timeout: 15_000 });
      expect(Object.keys(done.images).sort()).toEqual(['1024', '800']);
      await eventually(() =>
        expect(events.map((event) => event.eventType)).toEqual([
          'task.created',
          'task.processing',
          'task.progress',
          'task.progress',
          'task.completed',
        ]),
      );
    });

    it('retries to the last attempt, dead-letters, and replays as run 2 with its attempts again', async () => {
      const retry = { attempts: 3, initialDelay: 10, maxDelay: 50, jitter: 0.5 };
      const { pipeline, work, events, sources } = aPipeline(optionsFor(redis), retry);
      await pipeline.start();
      sources.failing = 5;
      await work();
      const task = await pipeline.submit('photos/a.jpg');
      await expect(pipeline.waitFor(task.id, { timeout: 15_000 })).rejects.toMatchObject({ attempts: 3 });
      const ends = (): readonly object[] =>
        events.flatMap<object>((event) => {
          if (event.eventType === 'task.failed') return [{ failed: event.attempts, willRetry: event.willRetry }];
          return event.eventType === 'task.retry' ? [{ retry: event.attempts }] : [];
        });
      await eventually(() =>
        expect(ends()).toEqual([
          { failed: 1, willRetry: true },
          { retry: 1 },
          { failed: 2, willRetry: true },
          { retry: 2 },
          { failed: 3, willRetry: false },
        ]),
      );
      const dead = await pipeline.deadLetters();
      expect(dead.items.map((one) => one.id)).toEqual([task.id]);
      await pipeline.replay(task.id);
      await eventually(async () => expect((await pipeline.get(task.id))?.status).toBe('completed'));
      expect(await pipeline.get(task.id)).toMatchObject({ run: 2, attempts: 2 });
    });

    it('settles all when Redis was emptied while they waited', async () => {
      const { pipeline, work } = aPipeline(optionsFor(redis));
      await pipeline.start();
      const tasks = await Promise.all(Array.from({ length: 20 }, (_, n) => pipeline.submit(`photos/${n}.jpg`)));
      await eventually(async () => expect(await direct(redis).dbsize()).toBeGreaterThan(20));
      await direct(redis).flushall();
      await work();
      for (const task of tasks) {
        expect((await pipeline.waitFor(task.id, { timeout: 30_000 })).status).toBe('completed');
      }
    });

    it('adopts a task that a foreign producer put into the queue', async () => {
      const options = optionsFor(redis);
      const { pipeline, work } = aPipeline(options);
      await pipeline.start();
      await work();
      const foreign = new Queue('{safelight-default}', {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      await foreign.add('resize', { taskId: 'shop-1', imagePath: 'photos/b.jpg' });
      await foreign.close();
      await eventually(async () => expect((await pipeline.get('shop-1'))?.status).toBe('completed'));
    });
  },
  { owned: true },
);

/** Redis is the queue; all else is in memory. The first `failing` readings of a source fail. */
function aPipeline(
  options: Partial<BullMqOptions>,
  retry = { attempts: 3, initialDelay: 10, maxDelay: 50, jitter: 0 },
) {
  const { queue, consumer, events: jobEvents } = engines(options);
  const memory = inMemory();
  const sources = { failing: 0 };
  const reader = new InMemorySourceReader();
  const pipeline = createPipeline({ ...memory, queue, events: jobEvents, retry });
  const worker = createWorker({
    consumer,
    sources: {
      read(source, signal) {
        if (sources.failing-- > 0) return Promise.reject(new Error('the disk is busy'));
        return reader.read(source, signal);
      },
    },
    images: new InMemoryImageStore(),
    processor: new InMemoryImageProcessor(),
  });
  onTestFinished(async () => {
    await worker.close();
    await pipeline.close();
  });
  const events: DomainEvent[] = [];
  const work = async (): Promise<void> => {
    await memory.bus.subscribe((event) => events.push(event));
    await worker.start();
  };
  return { pipeline, work, events, sources };
}
