import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { elapse, within } from '../support/waiting.ts';
import { reaches, refOf } from '../task-queue/adding.ts';
import { redelivery } from './stalling.ts';

/** A deadline that is meant to pass, in milliseconds. */
const short = 30;

/** @internal */
export const closingCases: readonly QueueCase[] = [
  {
    title: 'close of an idle consumer is quick and idempotent',
    async run(harness, { patience }) {
      const { consumer } = await harness.connect();
      await PuppetWorker.of(consumer);
      await within(patience, 'close', consumer.close(10 * patience));
      await within(patience, 'close again', consumer.close(10 * patience));
    },
  },
  {
    title: 'close takes no more jobs and lets the one in hand finish within the deadline',
    async run(harness, { patience }) {
      const [closing, other] = [await harness.connect(), await harness.connect()];
      const [inHand, next] = [aJob(), aJob()];
      await other.queue.enqueue([inHand]);
      const worker = await PuppetWorker.of(closing.consumer, { concurrency: 2 });
      const attempt = await worker.next(patience, 'the job in hand');
      let isClosed = false;
      const closed = closing.consumer.close(10 * patience).then(() => {
        isClosed = true;
      });
      await other.queue.enqueue([next]);
      const successor = await PuppetWorker.of(other.consumer);
      const taken = await successor.next(patience, 'the next job, by the other consumer');
      assert.deepEqual([taken.job.taskId, taken.context.attempt], [next.taskId, 1]);
      // Long enough that the lock would run out, were it not renewed while it closes.
      await elapse(2 * harness.timing.lock);
      assert.deepEqual([isClosed, attempt.context.signal.aborted], [false, false]);
      const result = attempt.complete();
      taken.complete();
      await within(patience, 'close', closed);
      const ref = refOf(inHand);
      assert.deepEqual(await other.queue.inspect([ref]), [{ ref, state: 'completed', job: inHand, result }]);
      assert.equal(worker.taken.length, 1);
    },
  },
  {
    title: 'after the deadline close aborts the job in hand and hands it back, which is no failure',
    async run(harness, { patience }) {
      const [closing, other] = [await harness.connect(), await harness.connect()];
      const reader = new FactReader(other.events, defaultQueue);
      // One attempt only: were the abort a failure, the job would be lost.
      const job = aJob({ retry: retries(1) });
      await other.queue.enqueue([job]);
      const attempt = await (await PuppetWorker.of(closing.consumer)).next(patience, 'the job');
      const closed = closing.consumer.close(short);
      await attempt.aborted(patience, 'the deadline has passed');
      attempt.giveUp();
      await within(patience, 'close', closed);
      const second = await (await PuppetWorker.of(other.consumer)).next(redelivery(harness, patience), 'attempt 2');
      assert.deepEqual([second.job.taskId, second.context.attempt], [job.taskId, 2]);
      second.complete();
      await reader.fact(patience, job.taskId, 'completed', 2);
      assert.ok(!reader.of(job.taskId).some((fact) => fact.type === 'failed'), 'handing back is no failure');
      await reader.stop();
    },
  },
  {
    title: 'close does not wait for a handler that ignores its signal, nor heed what it says later',
    async run(harness, { patience }) {
      const [closing, other] = [await harness.connect(), await harness.connect()];
      const job = aJob({ retry: retries(1) });
      await other.queue.enqueue([job]);
      const deaf = await (await PuppetWorker.of(closing.consumer)).next(patience, 'the job');
      await within(patience, 'close', closing.consumer.close(short));
      const second = await (await PuppetWorker.of(other.consumer)).next(redelivery(harness, patience), 'attempt 2');
      deaf.complete({ processingTime: 11 });
      const result = second.complete({ processingTime: 22 });
      await reaches(patience, other.queue, job, 'completed');
      const ref = refOf(job);
      assert.deepEqual(await other.queue.inspect([ref]), [{ ref, state: 'completed', job, result }]);
    },
  },
];
