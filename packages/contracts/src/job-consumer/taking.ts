import assert from 'node:assert/strict';
import { defaultPresets, defaultQueue, defaultRetryPolicy } from '@safelight/core';
import { anId } from '../builders/ids.ts';
import { aJob } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker, type TakenAttempt } from '../queue/puppet-worker.ts';
import { probed } from '../support/probed.ts';
import { reaches } from '../task-queue/adding.ts';

/** @internal */
export const takingCases: readonly QueueCase[] = [
  {
    title: 'lower priority numbers are taken first, then first come, first served',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const jobs = [3, 0, 1, 3, 0, 2].map((priority) => aJob({ priority }));
      for (const job of jobs) await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer, { onTaken: (attempt) => attempt.complete() });
      for (const job of jobs) await reaches(patience, queue, job, 'completed');
      const inOrder = [1, 4, 2, 5, 0, 3].map((index) => `${jobs[index]?.taskId}#1`);
      assert.deepEqual(worker.log, inOrder);
    },
  },
  {
    title: 'as many jobs are in hand at once as the concurrency says, never more',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const jobs = Array.from({ length: 6 }, () => aJob());
      await queue.enqueue(jobs);
      const worker = await PuppetWorker.of(consumer, { concurrency: 2 });
      const inHand: TakenAttempt[] = [
        await worker.next(patience, 'a job'),
        await worker.next(patience, 'a second job'),
      ];
      for (let done = 0; done < jobs.length; done++) {
        inHand.shift()?.complete();
        if (done < jobs.length - 2) inHand.push(await worker.next(patience, 'the next job'));
      }
      for (const job of jobs) await reaches(patience, queue, job, 'completed');
      assert.deepEqual([worker.mostInHand, worker.taken.length], [2, jobs.length]);
    },
  },
  {
    title: 'consumers of several processes share the jobs: each is worked once',
    async run(harness, { patience }) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const workers = [await PuppetWorker.of(one.consumer), await PuppetWorker.of(other.consumer)];
      const jobs = Array.from({ length: 12 }, () => aJob());
      await one.queue.enqueue(jobs);
      const held = await Promise.all(workers.map((worker) => worker.next(patience, 'a job for each')));
      for (const attempt of held) attempt.complete();
      for (let left = jobs.length - 2; left > 0; left -= 2) {
        const pair = await Promise.all(workers.map((worker) => worker.next(patience, 'the next job for each')));
        for (const attempt of pair) attempt.complete();
      }
      for (const job of jobs) await reaches(patience, one.queue, job, 'completed');
      const log = workers.flatMap((worker) => worker.log);
      assert.deepEqual([...log].sort(), jobs.map((job) => `${job.taskId}#1`).sort());
    },
  },
  {
    title: 'a foreign job { taskId, imagePath } is worked with the default presets, told by the id in its data',
    needs: ['foreignJobs'],
    async run(harness, { patience }) {
      const { consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const taskId = anId('foreign');
      await probed(
        harness.probe.inject?.(defaultQueue, `${taskId}-job`, { taskId, imagePath: 'photos/b.jpg', shop: 7 }),
        'probe.inject',
      );
      const attempt = await (await PuppetWorker.of(consumer)).next(patience, 'the foreign job');
      const { run, source, presets, retry, metadata } = attempt.job;
      assert.deepEqual(
        { taskId: attempt.job.taskId, run, source, presets, retry, metadata },
        {
          taskId,
          run: 1,
          source: { kind: 'path', path: 'photos/b.jpg' },
          presets: defaultPresets.all,
          retry: defaultRetryPolicy,
          metadata: {},
        },
      );
      assert.equal(Reflect.get(attempt.job, 'shop'), 7, 'its unknown fields are kept');
      attempt.complete();
      await reader.fact(patience, taskId, 'completed');
      assert.deepEqual(reader.story(taskId), ['started 1', 'completed 1']);
      const { job } = await reader.fact(patience, taskId, 'started');
      assert.deepEqual(job, attempt.job, 'the started fact of a foreign job carries the job');
      await reader.stop();
    },
  },
  {
    title: 'a job that cannot be read fails with INVALID_INPUT without a call, and the next one is worked',
    needs: ['foreignJobs'],
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const bad = { taskId: anId('bad'), run: 1, queue: defaultQueue };
      const witness = aJob();
      await probed(
        harness.probe.inject?.(defaultQueue, bad.taskId, { taskId: bad.taskId, imagePath: 42 }),
        'probe.inject',
      );
      await queue.enqueue([witness]);
      const worker = await PuppetWorker.of(consumer);
      (await worker.next(patience, 'the witness')).complete();
      await reaches(patience, queue, bad, 'failed');
      const [snapshot] = await queue.inspect([bad]);
      assert.equal(snapshot?.failure?.code, 'INVALID_INPUT');
      const fact = await reader.fact(patience, bad.taskId, 'failed');
      assert.equal(fact.code, 'INVALID_INPUT');
      await reader.fact(patience, witness.taskId, 'completed');
      assert.deepEqual(worker.log, [`${witness.taskId}#1`]);
      await reader.stop();
    },
  },
];
