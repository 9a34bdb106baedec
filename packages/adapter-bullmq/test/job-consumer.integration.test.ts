import {
  type AttemptContext,
  defaultQueue,
  type Job,
  type JobResult,
  type Logger,
  PermanentProcessingError,
  silentLogger,
} from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Queue } from 'bullmq';
import { expect, it, vi } from 'vitest';
import {
  aJob,
  aResult,
  direct,
  engines,
  eventually,
  factsOf,
  follow,
  inspect,
  keysFor,
  optionsFor,
  storyOf,
} from './support/bench.ts';
import { startWorkerProcess } from './support/worker-process.ts';

const one = { workerId: 'survivor', concurrency: 1 };

describeWithRedis(
  'BullMqJobConsumer',
  (redis) => {
    it('works, as attempt 2, the job of a worker process that was killed', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const doomed = await startWorkerProcess(options, 'doomed');
      const job = aJob();
      await queue.enqueue([job]);
      expect(await doomed.taken).toBe(`${job.taskId}#1`);
      await doomed.kill();
      await consumer.start(async () => aResult(), one);
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(['started 1', 'started 2', 'completed 2']));
      const workers = factsOf(batches, job.taskId).flatMap((fact) => (fact.type === 'started' ? [fact.workerId] : []));
      expect(workers).toEqual(['doomed', 'survivor']);
      expect((await inspect(queue, job)).result?.attempt).toBe(2);
    });

    it('fails with WORKER_LOST a job whose workers are killed more often than allowed', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const job = aJob();
      await queue.enqueue([job]);
      for (const attempt of [1, 2]) {
        const doomed = await startWorkerProcess(options, `doomed-${attempt}`);
        expect(await doomed.taken).toBe(`${job.taskId}#${attempt}`);
        await doomed.kill();
      }
      const handle = vi.fn(async () => aResult());
      await consumer.start(handle, one);
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(['started 1', 'started 2', 'failed 3']));
      const failed = factsOf(batches, job.taskId).at(-1);
      expect(failed).toMatchObject({ code: 'WORKER_LOST', attempts: 0, error: expect.stringContaining('1 time(s)') });
      expect((await inspect(queue, job)).failure).toMatchObject({ code: 'WORKER_LOST', attempt: 3, attempts: 0 });
      expect(handle).not.toHaveBeenCalled();
    });

    it('does not go on from a completed job to one that has stalled while others are in hand', async () => {
      const options = optionsFor(redis);
      const { queue, consumer } = engines(options);
      const doomed = await startWorkerProcess(options, 'doomed');
      const [stalled, first, second] = [aJob(), aJob(), aJob()];
      await queue.enqueue([stalled]);
      await doomed.taken;
      await doomed.kill();
      await queue.enqueue([first, second]);
      const finish = new Map<string, () => void>();
      const besides: number[] = [];
      await consumer.start(
        async ({ taskId }) => {
          if (taskId === stalled.taskId) besides.push(finish.size);
          else await new Promise<void>((resolve) => finish.set(taskId, resolve));
          finish.delete(taskId);
          return aResult();
        },
        { workerId: 'survivor', concurrency: 2 },
      );
      const looking = direct(redis);
      const waiting = (): Promise<number> => looking.llen(keysFor(options).events.replace(/events$/, 'wait'));
      await eventually(async () => expect([finish.size, await waiting()]).toEqual([2, 1]));

      finish.get(first.taskId)?.();
      await eventually(async () => expect((await inspect(queue, first)).state).toBe('completed'));
      // In the step in which the first one completed it came along; it has to go back.
      await eventually(async () => expect(await waiting()).toBe(1));
      expect(besides).toEqual([]);
      finish.get(second.taskId)?.();
      await eventually(async () => expect((await inspect(queue, stalled)).state).toBe('completed'));
      expect(besides).toEqual([0]);
    });

    it('works all jobs when Redis is restarted under it', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const jobs = Array.from({ length: 40 }, () => aJob());
      await queue.enqueue(jobs);
      let done = 0;
      await consumer.start(
        async (_job, context) => {
          await context.progress(1, 1);
          done++;
          return aResult();
        },
        { workerId: 'w', concurrency: 3 },
      );
      await eventually(() => expect(done).toBeGreaterThan(5));
      await redis.restart();
      await eventually(async () => {
        const states = (await queue.inspect(jobs)).map(({ state }) => state);
        expect(new Set(states)).toEqual(new Set(['completed']));
      });
      await eventually(() => {
        for (const job of jobs) expect(storyOf(batches, job.taskId).at(-1)).toMatch(/^completed/);
      });
    });

    it('goes on after Redis was emptied under it, and its lost attempts report nothing', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const [lost, after] = [aJob(), aJob()];
      await queue.enqueue([lost]);
      const aborts: unknown[] = [];
      await consumer.start(
        (job, { signal }) =>
          job.taskId === after.taskId
            ? Promise.resolve(aResult())
            : new Promise((_resolve, reject) => {
                signal.addEventListener('abort', () => {
                  aborts.push(signal.reason);
                  reject(new Error('aborted'));
                });
              }),
        { workerId: 'w', concurrency: 2 },
      );
      await eventually(() => expect(storyOf(batches, lost.taskId)).toEqual(['started 1']));
      await direct(redis).flushall();
      await queue.enqueue([after]);
      await eventually(() => expect(storyOf(batches, after.taskId)).toEqual(['started 1', 'completed 1']));
      await eventually(() => expect(aborts).toEqual(['lock lost']));
      expect((await inspect(queue, lost)).state).toBe('missing');
      expect(storyOf(batches, lost.taskId)).toEqual(['started 1']);
    });

    it('works what a foreign producer adds by BullMQ’s own API, under whatever id, once', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const foreign = new Queue('{safelight-default}', {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      const data = { taskId: 'from-the-shop', imagePath: 'photos/b.jpg' };
      await foreign.add('resize', data);
      await foreign.add('resize', data);
      await foreign.add('resize', data, { jobId: 'mine' });
      const worked: Job[] = [];
      await consumer.start(
        async (job) => {
          worked.push(job);
          return aResult();
        },
        { workerId: 'w', concurrency: 2 },
      );
      await eventually(() => expect(storyOf(batches, data.taskId)).toEqual(['started 1', 'completed 1']));
      const ref = { taskId: data.taskId, run: 1, queue: defaultQueue };
      expect(await inspect(queue, ref)).toMatchObject({
        state: 'completed',
        job: { source: { path: 'photos/b.jpg' } },
      });
      await eventually(async () => {
        const counts = (await queue.counts())[defaultQueue];
        expect(counts).toEqual({ waiting: 0, delayed: 0, active: 0, completed: 1, failed: 0 });
      });
      expect(worked.map((job) => job.presets.map((preset) => preset.name))).toEqual([['1024', '800']]);
      await foreign.close();
    });

    it('takes a cancelled job out of the queue, without a failed fact', async () => {
      const { queue, consumer, events } = engines(optionsFor(redis));
      const batches = follow(events);
      const [job, witness] = [aJob(), aJob()];
      await queue.enqueue([job]);
      const reasons: unknown[] = [];
      await consumer.start((taken, context) => {
        if (taken.taskId === witness.taskId) return Promise.resolve(aResult());
        return untilAborted(context).finally(() => reasons.push(context.signal.reason));
      }, one);
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(['started 1']));
      await queue.cancel(job);
      await eventually(() => expect(reasons).toEqual(['cancelled']));
      await queue.enqueue([witness]);
      await eventually(() => expect(storyOf(batches, witness.taskId)).toEqual(['started 1', 'completed 1']));
      expect(storyOf(batches, job.taskId)).toEqual(['started 1']);
      const counts = { waiting: 0, delayed: 0, active: 0, completed: 1, failed: 0 };
      expect((await queue.counts())[defaultQueue]).toEqual(counts);
    });

    it('does not begin a job that was cancelled before it came, whoever added it', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const [job, witness] = [aJob(), aJob()];
      await queue.cancel(job);
      const foreign = new Queue('{safelight-default}', {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      await foreign.add('resize', { taskId: job.taskId, imagePath: 'photos/a.jpg' }, { jobId: job.taskId });
      await foreign.close();
      await queue.enqueue([witness]);
      const worked: string[] = [];
      await consumer.start(async ({ taskId }) => {
        worked.push(taskId);
        return aResult();
      }, one);
      await eventually(() => expect(storyOf(batches, witness.taskId)).toEqual(['started 1', 'completed 1']));
      expect(worked).toEqual([witness.taskId]);
      expect((await inspect(queue, job)).state).toBe('missing');
    });

    it('hands a job back at its deadline, for another to take it at once and before all others', async () => {
      const options = optionsFor(redis, { lockDuration: 60_000, stalledInterval: 60_000 });
      const [closing, other] = [engines(options), engines(options)];
      const [job, waiting] = [aJob(), aJob()];
      await other.queue.enqueue([job]);
      let taken = false;
      await closing.consumer.start((_job, context) => {
        taken = true;
        return untilAborted(context);
      }, one);
      await eventually(() => expect(taken).toBe(true));
      await other.queue.enqueue([waiting]);
      await closing.consumer.close(10);
      const worked: string[] = [];
      await other.consumer.start(
        async ({ taskId }, { attempt }) => {
          worked.push(`${taskId}#${attempt}`);
          return aResult();
        },
        { workerId: 'other', concurrency: 1 },
      );
      await eventually(() => expect(worked).toEqual([`${job.taskId}#2`, `${waiting.taskId}#1`]), 10_000);
    });

    it('keeps its concurrency over all queues together, and works them all', async () => {
      const queues = ['one', 'two', 'three'];
      const { queue, consumer } = engines(optionsFor(redis, { queues }));
      const jobs = queues.flatMap((name) => Array.from({ length: 8 }, () => aJob({ queue: name })));
      let inHand = 0;
      let most = 0;
      const attempts = new Set<number>();
      await consumer.start(
        async (_job, { attempt }) => {
          attempts.add(attempt);
          most = Math.max(most, ++inHand);
          await new Promise((resolve) => setImmediate(resolve));
          inHand--;
          return aResult();
        },
        { workerId: 'w', concurrency: 2 },
      );
      await queue.enqueue(jobs);
      await eventually(async () => {
        const states = (await queue.inspect(jobs)).map(({ state }) => state);
        expect(new Set(states)).toEqual(new Set(['completed']));
      });
      expect(most).toBe(2);
      // A job that came while the last place went to another queue goes back as if it had not been taken.
      expect([...attempts]).toEqual([1]);
    });

    it('keeps to the retry policy of the job, whatever BullMQ options a producer gave it', async () => {
      const options = optionsFor(redis);
      const { queue, consumer, events } = engines(options);
      const batches = follow(events);
      const foreign = new Queue('{safelight-default}', {
        connection: { url: redis.url },
        prefix: options.prefix ?? '',
      });
      const job = aJob({ retry: { attempts: 2, initialDelay: 1, maxDelay: 1, jitter: 0 } });
      await foreign.add('any', job, { jobId: job.taskId, attempts: 9, backoff: { type: 'nobody-knows' } });
      await foreign.close();
      await consumer.start(() => Promise.reject(new Error('no luck')), one);
      const story = ['started 1', 'attempt-failed 1', 'started 2', 'attempt-failed 2', 'failed 2'];
      await eventually(() => expect(storyOf(batches, job.taskId)).toEqual(story));
      expect((await inspect(queue, job)).failure).toEqual({
        attempt: 2,
        attempts: 2,
        code: 'PROCESSING_FAILED',
        error: 'no luck',
      });
    });

    it('leaves failures to BullMQ’s own tools in readable form', async () => {
      const options = optionsFor(redis);
      const { queue, consumer } = engines(options);
      const job = aJob();
      await queue.enqueue([job]);
      await consumer.start(() => Promise.reject(new PermanentProcessingError('CORRUPT_IMAGE', 'cut short')), one);
      await eventually(async () => expect((await inspect(queue, job)).state).toBe('failed'));
      const [reason, stack, name] = await direct(redis).hmget(
        keysFor(options).job(job.taskId),
        'failedReason',
        'stacktrace',
        'pb',
      );
      expect(JSON.parse(reason ?? '')).toMatchObject({ code: 'CORRUPT_IMAGE', error: 'cut short', taskId: job.taskId });
      expect(stack).toContain('PermanentProcessingError: cut short');
      expect(name).toBe('survivor');
    });

    it('waits for a Redis that is not there yet, and can be closed meanwhile', async () => {
      const { consumer } = engines({ url: 'redis://127.0.0.1:1' });
      const started = consumer.start(async () => aResult(), one);
      const refused = expect(started).rejects.toMatchObject({ code: 'NOT_RUNNING' });
      const begun = performance.now();
      await consumer.close(10_000);
      await refused;
      expect(performance.now() - begun).toBeLessThan(3_000);
    });

    it('closes within its deadline while Redis is away', async () => {
      const { queue, consumer } = engines(optionsFor(redis));
      await queue.enqueue([aJob()]);
      let taken = false;
      await consumer.start((_job, context) => {
        taken = true;
        return untilAborted(context);
      }, one);
      await eventually(() => expect(taken).toBe(true));
      await redis.kill();
      try {
        const begun = performance.now();
        await consumer.close(100);
        expect(performance.now() - begun).toBeLessThan(4_000);
      } finally {
        await redis.restart();
      }
    });

    it('hands a result that can’t be stored back as a permanent failure', async () => {
      const { queue, consumer } = engines(optionsFor(redis));
      const job = aJob();
      await queue.enqueue([job]);
      await consumer.start(async (): Promise<JobResult> => ({ ...aResult(), images: [] }), one);
      await eventually(async () => expect((await inspect(queue, job)).failure?.code).toBe('INVALID_INPUT'));
    });

    it('warns once when Redis goes, and says when it is back', async () => {
      const log: Logger = { ...silentLogger, warn: vi.fn(), info: vi.fn() };
      const { consumer } = engines(optionsFor(redis, { logger: log }));
      await consumer.start(async () => aResult(), one);
      await redis.restart();
      await eventually(() => expect(log.info).toHaveBeenCalledWith({ role: 'worker' }, 'Redis is reached again.'));
      const told = vi
        .mocked(log.warn)
        .mock.calls.filter(([, message]) => message.startsWith('Redis can not be reached'));
      expect(told).toHaveLength(1);
    });
  },
  { owned: true, persistence: 'aof' },
);

function untilAborted({ signal }: AttemptContext): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });
}
