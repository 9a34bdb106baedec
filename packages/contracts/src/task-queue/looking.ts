import assert from 'node:assert/strict';
import { defaultQueue, PermanentProcessingError } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import { eventually, within } from '../support/waiting.ts';
import { reaches, refOf } from './adding.ts';

/** @internal */
export const lookingCases: readonly QueueCase[] = [
  {
    title: 'inspect gives waiting, delayed, active, completed, failed and missing jobs, in the order asked for',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const [done, broken, delayed, active, waiting, missing] = [
        aJob(),
        aJob(),
        aJob({ retry: retries(2, 60_000) }),
        aJob(),
        aJob(),
        aJob(),
      ];
      await queue.enqueue([done, broken, delayed, active, waiting]);
      const worker = await PuppetWorker.of(consumer);
      const result = (await worker.next(patience, 'the first job')).complete({ processingTime: 31 });
      (await worker.next(patience, 'the second job')).fail(new PermanentProcessingError('CORRUPT_IMAGE', 'cut short'));
      (await worker.next(patience, 'the third job')).fail(new Error('for now'));
      const last = await worker.next(patience, 'the fourth job');
      const jobs = [missing, active, done, waiting, broken, delayed];
      const failure = { code: 'CORRUPT_IMAGE', error: 'cut short', attempt: 1, attempts: 1 };
      assert.deepEqual(await queue.inspect(jobs.map(refOf)), [
        { ref: refOf(missing), state: 'missing' },
        { ref: refOf(active), state: 'open', job: active },
        { ref: refOf(done), state: 'completed', job: done, result },
        { ref: refOf(waiting), state: 'open', job: waiting },
        { ref: refOf(broken), state: 'failed', job: broken, failure },
        { ref: refOf(delayed), state: 'open', job: delayed },
      ]);
      assert.deepEqual(await queue.inspect([]), []);
      last.complete();
    },
  },
  {
    title: 'a job that is being moved is never seen as missing',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const watcher = (await harness.connect()).queue;
      const jobs = Array.from({ length: 20 }, () => aJob({ retry: retries(2, 1) }));
      await queue.enqueue(jobs);
      let left = jobs.length;
      await PuppetWorker.of(consumer, {
        concurrency: 3,
        onTaken(attempt) {
          if (attempt.context.attempt === 1) return attempt.fail(new Error('once more'));
          attempt.complete();
          left -= 1;
        },
      });
      await eventually(patience, 'all jobs completed', async () => {
        const snapshots = await watcher.inspect(jobs.map(refOf));
        for (const { state, ref } of snapshots) assert.notEqual(state, 'missing', ref.taskId);
        return left === 0 && snapshots.every(({ state }) => state === 'completed') ? true : undefined;
      });
    },
  },
  {
    title: 'counts gives the jobs of each queue by state',
    async run(harness, { patience }) {
      const { otherQueue } = harness;
      const { queue, consumer } = await harness.connect();
      const none = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0 };
      assert.deepEqual(await queue.counts(), { [defaultQueue]: none, [otherQueue]: none });
      const [done, broken, delayed] = [aJob(), aJob({ retry: retries(1) }), aJob({ retry: retries(2, 60_000) })];
      await queue.enqueue([done, broken, delayed, aJob(), aJob(), aJob({ priority: 7 })]);
      const worker = await PuppetWorker.of(consumer);
      (await worker.next(patience, 'the first job')).complete();
      (await worker.next(patience, 'the second job')).fail(new Error('for good'));
      (await worker.next(patience, 'the third job')).fail(new Error('for now'));
      const active = await worker.next(patience, 'the fourth job');
      const counts = { waiting: 2, delayed: 1, active: 1, completed: 1, failed: 1 };
      assert.deepEqual(await queue.counts(), { [defaultQueue]: counts, [otherQueue]: none });
      active.complete();
    },
  },
  {
    title: 'an unreachable queue is told as UNAVAILABLE by every method, and works again afterwards',
    needs: ['outage'],
    async run(harness, { patience }) {
      const { queue } = await harness.connect();
      const [before, after] = [aJob(), aJob()];
      await queue.enqueue([before]);
      await probed(harness.probe.cut?.(), 'probe.cut');
      const calls = {
        enqueue: () => queue.enqueue([after]),
        inspect: () => queue.inspect([refOf(before)]),
        cancel: () => queue.cancel(refOf(before)),
        counts: () => queue.counts(),
      };
      for (const [name, call] of Object.entries(calls)) await rejectsWith(patience, 'UNAVAILABLE', name, call());
      await probed(harness.probe.mend?.(), 'probe.mend');
      await eventually(patience, 'the queue after the outage', () =>
        queue.enqueue([after]).then(
          () => true,
          () => undefined,
        ),
      );
      await reaches(patience, queue, after, 'open');
    },
  },
  {
    title: 'close is idempotent and leaves other clients alone',
    async run(harness, { patience }) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      await within(patience, 'close', one.queue.close());
      await within(patience, 'close again', one.queue.close());
      assert.equal((await other.queue.enqueue([aJob()]))[0]?.outcome, 'added');
    },
  },
];
