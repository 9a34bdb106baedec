import { defaultQueue, isUnavailableError, silentLogger } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Queue } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';
import { aJob, aResult, direct, engines, eventually, inspect, keysFor, optionsFor } from './support/bench.ts';

describe('without a Redis', () => {
  it('enqueue, inspect, cancel and counts fail within about a second, and say what to do', async () => {
    const { queue } = engines({ url: 'redis://127.0.0.1:1' });
    const job = aJob();
    const calls = [
      () => queue.enqueue([job]),
      () => queue.inspect([job]),
      () => queue.cancel(job),
      () => queue.counts(),
    ];
    for (const call of calls) {
      const begun = performance.now();
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect(isUnavailableError(error)).toBe(true);
      expect(String(error)).toMatch(/ECONNREFUSED.*Check that Redis runs/);
      expect(performance.now() - begun).toBeLessThan(1_500);
    }
  });

  it('warns once an outage, not once a try', async () => {
    const warn = vi.fn();
    const { queue } = engines({ url: 'redis://127.0.0.1:1', logger: { ...silentLogger, warn } });
    await expect(queue.enqueue([aJob()])).rejects.toThrow();
    await expect(queue.enqueue([aJob()])).rejects.toThrow();
    expect(warn).toHaveBeenCalledOnce();
  });
});

describeWithRedis(
  'BullMqTaskQueue',
  (redis) => {
    it('fails within about a second while Redis stands still, and goes on when it does', async () => {
      const { queue } = engines(optionsFor(redis));
      const [before, after] = [aJob(), aJob()];
      await queue.enqueue([before]);
      await redis.pause();
      try {
        const begun = performance.now();
        await expect(queue.enqueue([after])).rejects.toSatisfy(isUnavailableError);
        expect(performance.now() - begun).toBeLessThan(1_500);
      } finally {
        await redis.resume();
      }
      await eventually(() => queue.enqueue([after]));
      expect((await inspect(queue, after)).state).toBe('open');
    });

    it('keeps all keys of a queue under one hash tag, and every key is of BullMQ or beside it', async () => {
      const options = optionsFor(redis, { queues: ['one', 'two'] });
      const { queue, consumer, events } = engines(options);
      const jobs = ['one', 'two'].map((name) => aJob({ queue: name }));
      const cancelled = aJob({ queue: 'one' });
      await queue.cancel(cancelled);
      await queue.enqueue(jobs);
      await consumer.start(async () => aResult(), { workerId: 'w', concurrency: 1 });
      for (const job of jobs) await eventually(async () => expect((await inspect(queue, job)).state).toBe('completed'));
      for (const name of ['one', 'two']) {
        for await (const batch of events.read(name, new AbortController().signal)) {
          await events.commit(batch);
          break;
        }
      }
      const keys = await direct(redis).keys(`${options.prefix}:*`);
      const tags = new Set(keys.map((key) => /\{([^}]*)\}/.exec(key)?.[1]));
      expect([...tags].sort()).toEqual(['safelight-one', 'safelight-two']);
      for (const key of keys) expect(key).toMatch(/:\{safelight-(one|two)\}:/);
      expect(keys).toContain(keysFor(options, 'one').position);
      expect(keys).toContain(keysFor(options, 'one').cancelled(cancelled.taskId));
      expect(keys.filter((key) => key.includes(':claim:'))).toEqual([]);
    });

    it('remembers a cancelled id for an hour', async () => {
      const options = optionsFor(redis);
      const { queue } = engines(options);
      const job = aJob();
      await queue.cancel(job);
      const left = await direct(redis).pttl(keysFor(options).cancelled(job.taskId));
      expect(left).toBeGreaterThan(3_590_000);
      expect(left).toBeLessThanOrEqual(3_600_000);
    });

    it('retains finished jobs by count', async () => {
      const options = optionsFor(redis, { retainedJobs: 3 });
      const { queue, consumer } = engines(options);
      const jobs = Array.from({ length: 6 }, () => aJob());
      await queue.enqueue(jobs);
      await consumer.start(async () => aResult(), { workerId: 'w', concurrency: 1 });
      await eventually(async () => {
        const states = (await queue.inspect(jobs)).map(({ state }) => state);
        expect(states).toEqual(['missing', 'missing', 'missing', 'completed', 'completed', 'completed']);
      });
    });

    it('retains finished jobs by age', async () => {
      const { queue, consumer } = engines(optionsFor(redis, { retainedFor: 1_000 }));
      const old = aJob();
      await queue.enqueue([old]);
      await consumer.start(async () => aResult(), { workerId: 'w', concurrency: 1 });
      await eventually(async () => expect((await inspect(queue, old)).state).toBe('completed'));
      // BullMQ looks when another job finishes.
      await eventually(async () => {
        const next = aJob();
        await queue.enqueue([next]);
        await eventually(async () => expect((await inspect(queue, next)).state).toBe('completed'));
        expect((await inspect(queue, old)).state).toBe('missing');
      });
    });

    it('leaves a waiting job in no list of BullMQ after its cancellation', async () => {
      const options = optionsFor(redis);
      const { queue } = engines(options);
      const [waiting, prioritised] = [aJob(), aJob({ priority: 5 })];
      await queue.enqueue([waiting, prioritised]);
      await queue.cancel(waiting);
      await queue.cancel(prioritised);
      expect((await queue.counts())[defaultQueue]?.waiting).toBe(0);
    });

    it('adds to the BullMQ queue that the options name, for BullMQ’s own tools to see', async () => {
      const options = optionsFor(redis, { queueName: (name) => `shop-${name}` });
      const { queue } = engines(options);
      const job = aJob();
      await queue.enqueue([job]);
      const foreign = new Queue('shop-default', { connection: { url: redis.url }, prefix: options.prefix ?? '' });
      const found = await foreign.getJob(job.taskId);
      expect(found?.data).toMatchObject({ taskId: job.taskId, imagePath: 'photos/a.jpg', schemaVersion: 1 });
      expect(found?.opts.attempts).toBe(3);
      await foreign.close();
    });

    it('opens no connection before the first call, and one for all calls', async () => {
      const probe = direct(redis);
      const { queue } = engines(optionsFor(redis));
      const clients = async (): Promise<number> =>
        String(await probe.client('LIST')).split('name=safelight-producer').length - 1;
      expect(await clients()).toBe(0);
      await Promise.all(Array.from({ length: 20 }, () => queue.enqueue([aJob()])));
      expect(await clients()).toBe(1);
      await queue.close();
      await eventually(async () => expect(await clients()).toBe(0));
    });

    it('takes over a connection’s settings, and leaves that connection alone', async () => {
      const given = direct(redis);
      const { url: _url, ...options } = optionsFor(redis);
      const { queue } = engines({ ...options, connection: given });
      await queue.enqueue([aJob()]);
      await queue.close();
      expect(await given.ping()).toBe('PONG');
    });
  },
  { owned: true },
);
