import { defaultQueue, type FactBatch, type JobEvents, silentLogger } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Queue, Worker } from 'bullmq';
import { expect, it, vi } from 'vitest';
import {
  aJob,
  aResult,
  direct,
  engines,
  eventually,
  factsOf,
  follow,
  keysFor,
  optionsFor,
  storyOf,
} from './support/bench.ts';

const one = { workerId: 'w', concurrency: 1 };

describeWithRedis(
  'BullMqJobEvents',
  (redis) => {
    it('tells a reader that waits at the end that Redis was emptied, within its idle check', async () => {
      const options = optionsFor(redis);
      const { queue, events } = engines(options);
      const batches = follow(events);
      await queue.enqueue([aJob()]);
      await eventually(async () =>
        expect(await direct(redis).hget(keysFor(options).position, 'id')).toBe(batches.at(-1)?.position.split(' ')[1]),
      );
      const before = batches.length;
      await direct(redis).flushall();
      await eventually(() => expect(batches.slice(before).some((batch) => batch.gap)).toBe(true), 2_000);
    });

    it('saves no position over one that was lost, also where another reader has begun anew', async () => {
      const options = optionsFor(redis);
      const [one, other] = [engines(options), engines(options)];
      await one.queue.enqueue([aJob()]);
      const old = await firstBatch(one.events);
      await one.events.commit(old);
      await direct(redis).del(keysFor(options).position);
      const anew = await firstBatch(other.events);
      expect([anew.gap, anew.position === old.position]).toEqual([true, false]);
      await one.events.commit(old);
      expect((await firstBatch(one.events)).gap).toBe(true);
      await other.events.commit(anew);
      expect(await direct(redis).hget(keysFor(options).position, 'id')).toBe(anew.position.split(' ')[1]);
    });

    it('gives facts the time of their entries, by Redis’s clock', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const job = aJob();
      await queue.enqueue([job]);
      await consumer.start(async () => aResult(), one);
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(['started 1', 'completed 1']));
      const entries = await direct(redis).xrange(keysFor(options).events, '-', '+');
      const times = entries.flatMap(([id, fields]) =>
        fields.includes('progress') || fields.includes('completed') ? [Number(id.split('-')[0])] : [],
      );
      expect(factsOf(batches, job.taskId).map((fact) => fact.at)).toEqual(times);
    });

    it('tells the lag by Redis’s clock, takes a position beyond the last entry for none, and writes nothing', async () => {
      const options = optionsFor(redis);
      const { events } = engines(options);
      const keys = keysFor(options);
      const probe = direct(redis);
      const lag = async (): Promise<number | undefined> => (await events.lag())[0]?.behind;
      const now = Number((await probe.time())[0]) * 1_000;
      const [old, young, later] = [`${now - 90_000}-0`, `${now - 60_000}-7`, `${now + 3_600_000}-0`];
      for (const id of [old, young]) await probe.xadd(keys.events, id, 'event', 'drained');
      expect(await lag()).toSatisfy(between(90_000, 100_000));
      expect(await probe.exists(keys.position, keys.meta)).toBe(0);
      await probe.hset(keys.position, { generation: 'g', id: old });
      expect(await lag()).toSatisfy(between(60_000, 70_000));
      await probe.hset(keys.position, { id: young });
      expect(await lag()).toBe(0);
      await probe.hset(keys.position, { id: later });
      expect(await lag()).toSatisfy(between(90_000, 100_000));
      // Redis's clock went back since.
      await probe.xadd(keys.events, later, 'event', 'drained');
      await probe.hset(keys.position, { id: young });
      expect(await lag()).toBe(0);
    });

    it('asserts the length of the stream after a plain BullMQ queue has set it back', async () => {
      const options = optionsFor(redis, { streamLength: 54_321 });
      const { queue, consumer, events } = engines(options);
      const probe = direct(redis);
      const length = (): Promise<string | null> => probe.hget(keysFor(options).meta, 'opts.maxLenEvents');
      const setBack = async (): Promise<void> => {
        const plain = new Queue(keysFor(options).bullName, {
          connection: { url: redis.url },
          prefix: options.prefix ?? '',
        });
        await plain.getVersion();
        expect(await length()).toBe('10000');
        await plain.close();
      };
      await queue.enqueue([aJob()]);
      expect(await length()).toBe('54321');
      await setBack();
      await consumer.start(async () => aResult(), one);
      await eventually(async () => expect(await length()).toBe('54321'));
      await setBack();
      follow(events);
      await eventually(async () => expect(await length()).toBe('54321'));
      await setBack();
      await eventually(async () => expect(await length()).toBe('54321'));
    });

    it('cuts the stream at its length, and tells what was cut before it was read as a gap', async () => {
      const options = optionsFor(redis, { streamLength: 50 });
      const { queue, consumer, events } = engines(options);
      const jobs = Array.from({ length: 100 }, () => aJob());
      const first = events.read(defaultQueue, new AbortController().signal);
      for await (const batch of first) {
        await events.commit(batch);
        break;
      }
      await queue.enqueue(jobs);
      await consumer.start(async () => aResult(), { workerId: 'w', concurrency: 4 });
      await eventually(async () => {
        const states = (await queue.inspect(jobs)).map(({ state }) => state);
        expect(new Set(states)).toEqual(new Set(['completed']));
      });
      // BullMQ cuts in whole nodes of a hundred entries.
      expect(await direct(redis).xlen(keysFor(options).events)).toBeLessThan(300);
      const batches = follow(events);
      await eventually(() => expect(storyOf(batches, jobs.at(-1)?.taskId ?? '')).toContain('completed 1'));
      expect(batches[0]?.gap).toBe(true);
    });

    it('tells as WORKER_LOST what a worker of another kind failed without a word', async () => {
      const options = optionsFor(redis);
      const { queue, events } = engines(options);
      const batches = follow(events);
      const job = aJob({ run: 2, retry: { attempts: 1, initialDelay: 1, maxDelay: 1, jitter: 0 } });
      const other = new Worker(keysFor(options).bullName, () => Promise.reject(new Error('not for me')), {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      await queue.enqueue([job]);
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(['failed 1']));
      const [failed] = factsOf(batches, job.taskId);
      expect(failed).toMatchObject({ run: 2, attempt: 1, attempts: 1, code: 'WORKER_LOST', error: 'not for me' });
      await other.close();
    });

    it('passes what is no fact, and logs BullMQ’s events with the task', async () => {
      const debug = vi.fn();
      const warn = vi.fn();
      const options = optionsFor(redis, { logger: { ...silentLogger, debug, warn } });
      const { queue, consumer, events } = engines(options);
      const job = aJob({ run: 2 });
      const plain = new Queue(keysFor(options).bullName, {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      await queue.enqueue([job]);
      await plain.updateJobProgress(`${job.taskId}-r2`, 42);
      await plain.updateJobProgress(`${job.taskId}-r2`, {
        taskId: job.taskId,
        run: 2,
        type: 'started',
        job: { broken: 1 },
      });
      await plain.close();
      await direct(redis).xadd(
        keysFor(options).events,
        '*',
        'event',
        'completed',
        'jobId',
        'gone',
        'returnvalue',
        'null',
      );
      const batches = follow(events);
      await consumer.start(async (_job, context) => {
        await context.progress(1, 2);
        return aResult();
      }, one);
      await eventually(() =>
        expect(storyOf(batches, job.taskId)).toEqual(['started 1', 'progressed 1', 'completed 1']),
      );
      const told = debug.mock.calls.flatMap(([fields, message]) =>
        message === 'BullMQ told an event.' && fields.taskId === job.taskId ? [fields.event] : [],
      );
      expect(told).toEqual(['waiting', 'progress', 'progress', 'active', 'progress', 'progress', 'completed']);
      expect(warn).toHaveBeenCalledWith({ jobId: 'gone' }, expect.stringContaining('it is passed'));
    });

    it('reads on after Redis was restarted', async () => {
      const { queue, consumer, events } = engines(optionsFor(redis));
      const batches = follow(events);
      const [before, after] = [aJob(), aJob()];
      await consumer.start(async () => aResult(), one);
      await queue.enqueue([before]);
      await eventually(() => expect(storyOf(batches, before.taskId)).toContain('completed 1'));
      await redis.restart();
      await eventually(() => queue.enqueue([after]));
      await eventually(() => expect(storyOf(batches, after.taskId)).toEqual(['started 1', 'completed 1']));
      expect(batches.slice(1).some((batch) => batch.gap)).toBe(false);
    });
  },
  { owned: true, persistence: 'aof' },
);

async function firstBatch(events: JobEvents): Promise<FactBatch> {
  for await (const batch of events.read(defaultQueue, new AbortController().signal)) return batch;
  throw new Error('the reading ended');
}

const between =
  (least: number, most: number) =>
  (value: number | undefined): boolean =>
    value !== undefined && value >= least && value <= most;
