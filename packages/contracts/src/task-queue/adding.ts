import assert from 'node:assert/strict';
import { defaultQueue, type JobRef, serialiseJob, type TaskQueue } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { rejectsWith } from '../support/errors.ts';
import { eventually } from '../support/waiting.ts';

/** Where the job is found. */
export function refOf({ taskId, run, queue }: JobRef): JobRef {
  return { taskId, run, queue };
}

/** Resolves once the queue says that the job is in this state. */
export async function reaches(ms: number, queue: TaskQueue, ref: JobRef, state: string): Promise<void> {
  await eventually(ms, `${ref.taskId} run ${ref.run} is ${state}`, async () => {
    const [snapshot] = await queue.inspect([refOf(ref)]);
    return snapshot?.state === state ? true : undefined;
  });
}

/** @internal */
export const addingCases: readonly QueueCase[] = [
  {
    title: 'enqueue adds many jobs and gives a result for each, in their order',
    async run(harness) {
      const { queue } = await harness.connect();
      const [one, two, three] = [aJob({ priority: 5 }), aJob(), aJob({ priority: 1 })];
      assert.deepEqual(await queue.enqueue([]), []);
      await queue.enqueue([two]);
      assert.deepEqual(await queue.enqueue([one, two, three]), [
        { ref: refOf(one), outcome: 'added' },
        { ref: refOf(two), outcome: 'duplicate' },
        { ref: refOf(three), outcome: 'added' },
      ]);
    },
  },
  {
    title: 'a large batch is added whole',
    async run(harness) {
      const { queue } = await harness.connect();
      const jobs = Array.from({ length: 500 }, () => aJob());
      const results = await queue.enqueue(jobs);
      assert.deepEqual(
        results,
        jobs.map((job) => ({ ref: refOf(job), outcome: 'added' })),
      );
      assert.equal((await queue.counts())[defaultQueue]?.waiting, 500);
    },
  },
  {
    title: 'all that was handed in is kept, unknown fields too, and handed to the worker',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const job = { ...aJob({ metadata: { name: 'Žofie ✓', list: [1, null] } }), fromTheFuture: { a: [1] } };
      await queue.enqueue([job]);
      const data = await harness.probe.data(refOf(job));
      assert.ok(typeof data === 'object');
      assert.deepEqual({ ...data, ...job }, data);
      const attempt = await (await PuppetWorker.of(consumer)).next(patience, 'the job');
      assert.deepEqual({ ...attempt.job, ...job }, attempt.job);
      attempt.complete();
    },
  },
  {
    title: 'the raw job is JSON that readers who know only taskId and imagePath understand',
    needs: ['serialisation'],
    async run(harness) {
      const { queue } = await harness.connect();
      const job = aJob();
      await queue.enqueue([job]);
      assert.deepEqual(await harness.probe.data(refOf(job)), serialiseJob(job));
    },
  },
  {
    title: 'adding a job again is a duplicate, whether it waits, is worked, or has finished; the first stays',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const good = aJob({ metadata: { which: 'first' } });
      const again = { ...good, metadata: { which: 'second' } };
      const bad = aJob({ retry: retries(1) });
      const outcomeOf = async (job: typeof good) => (await queue.enqueue([job]))[0]?.outcome;
      await queue.enqueue([good, bad]);
      assert.equal(await outcomeOf(again), 'duplicate', 'while it waits');
      const worker = await PuppetWorker.of(consumer);
      const attempt = await worker.next(patience, 'the job');
      assert.equal(await outcomeOf(again), 'duplicate', 'while it is worked');
      attempt.complete();
      await reaches(patience, queue, good, 'completed');
      assert.equal(await outcomeOf(again), 'duplicate', 'once it has completed');
      (await worker.next(patience, 'the other job')).fail(new Error('no luck'));
      await reaches(patience, queue, bad, 'failed');
      assert.equal(await outcomeOf(bad), 'duplicate', 'once it has failed');
      const [snapshot] = await queue.inspect([refOf(good)]);
      assert.deepEqual(snapshot?.job?.metadata, { which: 'first' });
      assert.equal(worker.taken.length, 2);
    },
  },
  {
    title: 'a job twice in one call is added once',
    async run(harness) {
      const { queue } = await harness.connect();
      const job = aJob();
      const outcomes = (await queue.enqueue([job, job])).map((result) => result.outcome);
      assert.deepEqual(outcomes, ['added', 'duplicate']);
    },
  },
  {
    title: 'adds of one job that race from several clients add it once',
    needs: ['concurrency'],
    async run(harness) {
      const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
      const job = aJob();
      const results = await Promise.all(clients.flatMap(({ queue }) => [queue.enqueue([job]), queue.enqueue([job])]));
      const added = results.flat().filter((result) => result.outcome === 'added');
      assert.equal(added.length, 1);
      assert.equal((await clients[0]?.queue.counts())?.[defaultQueue]?.waiting, 1);
    },
  },
  {
    title: 'run 2 of a task is another job than run 1',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const first = aJob();
      const second = { ...first, run: 2 };
      await queue.enqueue([first]);
      const [, unknown] = await queue.inspect([refOf(first), refOf(second)]);
      assert.equal(unknown?.state, 'missing');
      assert.deepEqual(await queue.enqueue([second]), [{ ref: refOf(second), outcome: 'added' }]);
      const worker = await PuppetWorker.of(consumer, { concurrency: 2 });
      const runs = [await worker.next(patience, 'one run'), await worker.next(patience, 'the other run')];
      assert.deepEqual(
        runs.map(({ job, context }) => [job.run, context.run, context.attempt]),
        [
          [1, 1, 1],
          [2, 2, 1],
        ],
      );
      for (const attempt of runs) attempt.complete();
    },
  },
  {
    title: 'a queue that the adapter was not made for is INVALID_CONFIG',
    async run(harness, { patience }) {
      const { queue } = await harness.connect();
      await rejectsWith(patience, 'INVALID_CONFIG', 'enqueue', queue.enqueue([aJob({ queue: 'never-heard-of' })]));
    },
  },
];
