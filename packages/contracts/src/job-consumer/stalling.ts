import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase, QueueHarness } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { probed } from '../support/probed.ts';
import { elapse, within } from '../support/waiting.ts';
import { refOf } from '../task-queue/adding.ts';

/** How long it takes until a lost lock is noticed and its job taken by another, with patience. */
export function redelivery(harness: QueueHarness, patience: number): number {
  return harness.timing.lock + 2 * harness.timing.stallCheck + patience;
}

/** @internal */
export const stallingCases: readonly QueueCase[] = [
  {
    title: 'a lock is renewed: an attempt longer than it stays the only one',
    async run(harness, { patience }) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const job = aJob();
      await one.queue.enqueue([job]);
      const attempt = await (await PuppetWorker.of(one.consumer)).next(patience, 'the job');
      const second = await PuppetWorker.of(other.consumer);
      await elapse(2 * harness.timing.lock + 2 * harness.timing.stallCheck);
      assert.deepEqual([second.taken.length, attempt.context.signal.aborted], [0, false]);
      const result = attempt.complete();
      await within(patience, 'close', one.consumer.close(patience));
      assert.deepEqual(await other.queue.inspect([refOf(job)]), [{ ref: refOf(job), state: 'completed', job, result }]);
    },
  },
  {
    title: 'the job of a consumer that dies goes to another one, as attempt 2 but not as a failure',
    needs: ['kill'],
    async run(harness, { patience }) {
      const [doomed, other] = [await harness.connect(), await harness.connect()];
      const reader = new FactReader(other.events, defaultQueue);
      const job = aJob({ retry: retries(2, 1) });
      await other.queue.enqueue([job]);
      await (await PuppetWorker.of(doomed.consumer, { workerId: 'doomed' })).next(patience, 'the job');
      const worker = await PuppetWorker.of(other.consumer, { workerId: 'other' });
      await probed(doomed.kill?.(), 'kill');
      const second = await worker.next(redelivery(harness, patience), 'attempt 2');
      assert.deepEqual([second.job.taskId, second.context.attempt], [job.taskId, 2]);
      second.fail(new Error('for now'));
      const failed = await reader.fact(patience, job.taskId, 'attempt-failed', 2);
      assert.deepEqual([failed.attempts, failed.willRetry], [1, true], 'a stall is no failed attempt');
      (await worker.next(patience, 'attempt 3')).complete();
      await reader.fact(patience, job.taskId, 'completed', 3);
      const started = reader.of(job.taskId).filter((fact) => fact.type === 'started');
      assert.deepEqual(
        started.map((fact) => [fact.attempt, fact.workerId]),
        [
          [1, 'doomed'],
          [2, 'other'],
          [3, 'other'],
        ],
      );
      await reader.stop();
    },
  },
  {
    title: 'a job that has stalled is worked alone: if it kills its worker, it takes no other with it',
    needs: ['kill'],
    async run(harness, { patience }) {
      const [doomed, other] = [await harness.connect(), await harness.connect()];
      const job = aJob();
      await other.queue.enqueue([job]);
      await (await PuppetWorker.of(doomed.consumer)).next(patience, 'the job');
      const worker = await PuppetWorker.of(other.consumer, { concurrency: 3 });
      await other.queue.enqueue([aJob(), aJob()]);
      const beside = [await worker.next(patience, 'one beside it'), await worker.next(patience, 'another')];
      await probed(doomed.kill?.(), 'kill');
      await elapse(redelivery(harness, harness.timing.stallCheck));
      assert.equal(worker.taken.length, 2, 'it does not begin beside others');
      for (const attempt of beside) attempt.complete();
      const second = await worker.next(patience, 'attempt 2');
      assert.deepEqual([second.job.taskId, second.context.attempt], [job.taskId, 2]);
      await other.queue.enqueue([aJob()]);
      await elapse(2 * harness.timing.stallCheck);
      assert.equal(worker.taken.length, 3, 'no other begins beside it');
      second.complete();
      (await worker.next(patience, 'what came meanwhile')).complete();
      assert.equal(worker.mostInHand, 2);
    },
  },
  {
    title: 'a job that stalls more often than allowed fails with WORKER_LOST',
    needs: ['kill'],
    async run(harness, { patience }) {
      const last = await harness.connect();
      const reader = new FactReader(last.events, defaultQueue);
      const job = aJob({ retry: retries(9, 1) });
      await last.queue.enqueue([job]);
      for (let stall = 0; stall <= harness.maxStalledCount; stall++) {
        const doomed = await harness.connect();
        const worker = await PuppetWorker.of(doomed.consumer);
        await worker.next(redelivery(harness, patience), `attempt ${stall + 1}`);
        await probed(doomed.kill?.(), 'kill');
      }
      const survivor = await PuppetWorker.of(last.consumer);
      const { code, attempt } = await reader.fact(redelivery(harness, patience), job.taskId, 'failed');
      assert.equal(code, 'WORKER_LOST');
      assert.ok(attempt > harness.maxStalledCount, `the failure is of the last attempt, got ${attempt}`);
      const [snapshot] = await last.queue.inspect([refOf(job)]);
      assert.deepEqual([snapshot?.state, snapshot?.failure?.code], ['failed', 'WORKER_LOST']);
      assert.equal(survivor.taken.length, 0, 'it is not worked once more');
      await reader.stop();
    },
  },
];
