import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { aJob } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';

/** @internal */
export const tellingCases: readonly QueueCase[] = [
  {
    title: 'an attempt tells started before the handler is called, then its progress, then completed, each once',
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const job = aJob();
      const before = Date.now();
      await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer, {
        workerId: 'worker-7',
        // Told as soon as the handler is called: only a `started` that was told before comes before it.
        onTaken: (attempt) => void attempt.context.progress(0, 2),
      });
      const attempt = await worker.next(patience, 'the job');
      const { run, attempt: number, workerId, signal } = attempt.context;
      assert.deepEqual([run, number, workerId, signal.aborted], [1, 1, 'worker-7', false]);
      await within(patience, 'progress', attempt.context.progress(1, 2));
      const { images } = attempt.complete({ processingTime: 31 });
      const { at } = await reader.fact(patience, job.taskId, 'completed');
      assert.ok(Math.abs(at - before) < 600_000, `at must be milliseconds since the epoch, got ${at}`);
      const common = { taskId: job.taskId, run: 1, attempt: 1 };
      assert.deepEqual(
        reader.of(job.taskId).map(({ at: _at, ...fact }) => fact),
        [
          { ...common, type: 'started', workerId: 'worker-7' },
          { ...common, type: 'progressed', done: 0, total: 2 },
          { ...common, type: 'progressed', done: 1, total: 2 },
          { ...common, type: 'completed', images, processingTime: 31 },
        ],
      );
      await reader.stop();
    },
  },
  {
    title: 'a consumer starts once: twice, or after close, is NOT_RUNNING',
    async run(harness, { patience }) {
      const [{ consumer }, other] = [await harness.connect(), await harness.connect()];
      await PuppetWorker.of(consumer);
      await rejectsWith(patience, 'NOT_RUNNING', 'a second start', PuppetWorker.of(consumer));
      await within(patience, 'close', consumer.close(patience));
      await rejectsWith(patience, 'NOT_RUNNING', 'a start after close', PuppetWorker.of(consumer));
      await within(patience, 'close before start', other.consumer.close(patience));
      await rejectsWith(patience, 'NOT_RUNNING', 'a start after that', PuppetWorker.of(other.consumer));
    },
  },
  {
    title: 'a queue that goes away is waited for: the consumer lives on, and its progress never throws',
    needs: ['outage'],
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const [first, second] = [aJob(), aJob()];
      await queue.enqueue([first, second]);
      const worker = await PuppetWorker.of(consumer);
      const attempt = await worker.next(patience, 'the first job');
      await probed(harness.probe.cut?.(), 'probe.cut');
      await within(patience, 'progress during the outage', attempt.context.progress(1, 2));
      attempt.complete();
      await probed(harness.probe.mend?.(), 'probe.mend');
      // The first may be worked again: its lock may have run out meanwhile.
      let next = await worker.next(patience, 'a job after the outage');
      while (next.job.taskId === first.taskId) {
        next.complete();
        next = await worker.next(patience, 'the second job after the outage');
      }
      assert.equal(next.job.taskId, second.taskId);
      next.complete();
    },
  },
  {
    title: 'a consumer works what is added after the queue lost everything',
    needs: ['loss'],
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const [lost, kept] = [aJob(), aJob()];
      await queue.enqueue([lost]);
      const worker = await PuppetWorker.of(consumer, { concurrency: 2 });
      const attempt = await worker.next(patience, 'the first job');
      await probed(harness.probe.flush?.(), 'probe.flush');
      attempt.complete();
      await queue.enqueue([kept]);
      const next = await worker.next(patience, 'the job after the loss');
      assert.equal(next.job.taskId, kept.taskId);
      next.complete();
    },
  },
];
