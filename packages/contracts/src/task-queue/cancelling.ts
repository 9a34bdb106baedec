import assert from 'node:assert/strict';
import { defaultQueue } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';
import { eventually } from '../support/waiting.ts';
import { reaches, refOf } from './adding.ts';

// That a cancelled job is not worked is shown by a witness: a job that would have come after it.

/** @internal */
export const cancellingCases: readonly QueueCase[] = [
  {
    title: 'a cancelled job that waits is removed and not worked, also when it is added again',
    async run(harness, { patience }) {
      const [{ queue, consumer }, other] = [await harness.connect(), await harness.connect()];
      const [job, witness] = [aJob(), aJob()];
      await queue.enqueue([job]);
      await other.queue.cancel(refOf(job));
      await other.queue.cancel(refOf(job));
      const [snapshot] = await queue.inspect([refOf(job)]);
      assert.equal(snapshot?.state, 'missing');
      await queue.enqueue([job]);
      await queue.enqueue([witness]);
      const worker = await PuppetWorker.of(consumer);
      const attempt = await worker.next(patience, 'the witness');
      assert.equal(attempt.job.taskId, witness.taskId);
      attempt.complete();
    },
  },
  {
    title: 'a job that is added after its ref was cancelled is not worked; the next run of the task is',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const worker = await PuppetWorker.of(consumer);
      const job = aJob();
      await queue.cancel(refOf(job));
      await queue.enqueue([job]);
      await queue.enqueue([{ ...job, run: 2 }]);
      const attempt = await worker.next(patience, 'run 2');
      assert.equal(attempt.job.run, 2);
      attempt.complete();
      await reaches(patience, queue, { ...job, run: 2 }, 'completed');
      assert.equal(worker.taken.length, 1);
    },
  },
  {
    title: 'a cancelled job that waits for its retry is not worked again',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const retry = retries(2, 100);
      const [job, witness] = [aJob({ retry }), aJob({ retry })];
      await queue.enqueue([job, witness]);
      const worker = await PuppetWorker.of(consumer);
      (await worker.next(patience, 'the job')).fail(new Error('for now'));
      const first = await worker.next(patience, 'the witness');
      await queue.cancel(refOf(job));
      first.fail(new Error('for now'));
      const second = await worker.next(patience, 'the witness’s retry');
      assert.deepEqual([second.job.taskId, second.context.attempt], [witness.taskId, 2]);
      second.complete();
      const [snapshot] = await queue.inspect([refOf(job)]);
      assert.notEqual(snapshot?.state, 'open');
    },
  },
  {
    title: 'cancelling an active job aborts its attempt, from any process, and it is not retried',
    async run(harness, { patience }) {
      const [{ queue, consumer, events }, other] = [await harness.connect(), await harness.connect()];
      const reader = new FactReader(events, defaultQueue);
      const [job, witness] = [aJob({ retry: retries(3, 1) }), aJob()];
      await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer);
      const attempt = await worker.next(patience, 'the job');
      assert.equal(attempt.context.signal.aborted, false);
      await other.queue.cancel(refOf(job));
      await attempt.aborted(patience, 'cancelled');
      attempt.giveUp();
      await eventually(patience, 'the cancelled job is no longer open', async () => {
        const [snapshot] = await queue.inspect([refOf(job)]);
        return snapshot?.state === 'open' ? undefined : true;
      });
      await queue.enqueue([witness]);
      (await worker.next(patience, 'the witness')).complete();
      await reader.fact(patience, witness.taskId, 'completed');
      assert.deepEqual(worker.log, [`${job.taskId}#1`, `${witness.taskId}#1`]);
      const retried = reader.of(job.taskId).some((fact) => fact.type === 'attempt-failed' && fact.willRetry);
      assert.equal(retried, false, 'no fact may announce a retry');
      await reader.stop();
    },
  },
  {
    title: 'cancelling a job that has finished leaves it as it is',
    async run(harness, { patience }) {
      const { queue, consumer } = await harness.connect();
      const job = aJob();
      await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer);
      const result = (await worker.next(patience, 'the job')).complete();
      await reaches(patience, queue, job, 'completed');
      await queue.cancel(refOf(job));
      assert.deepEqual(await queue.inspect([refOf(job)]), [{ ref: refOf(job), state: 'completed', job, result }]);
    },
  },
];
