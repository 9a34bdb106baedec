import assert from 'node:assert/strict';
import { defaultQueue, jobIdOf, PermanentProcessingError, retryDelay } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase } from '../queue/harness.ts';
import { PuppetWorker } from '../queue/puppet-worker.ts';

/** Clocks of timers and of the queue may differ by a little, in milliseconds. */
const slack = 5;

/** @internal */
export const retryingCases: readonly QueueCase[] = [
  {
    title: 'a failed attempt is retried after the delay that its fact told, and the attempts are numbered',
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const job = aJob({ retry: { ...retries(3, 100), jitter: 0.5 } });
      await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer);
      for (const failures of [1, 2]) {
        (await worker.next(patience, `attempt ${failures}`)).fail(new Error(`failure ${failures}`));
        const fact = await reader.fact(patience, job.taskId, 'attempt-failed', failures);
        const { code, error, attempts, willRetry, delay } = fact;
        assert.deepEqual(
          { code, error, attempts, willRetry, delay },
          {
            code: 'PROCESSING_FAILED',
            error: `failure ${failures}`,
            attempts: failures,
            willRetry: true,
            delay: retryDelay(job.retry, jobIdOf(job), failures),
          },
        );
        const again = await reader.fact(patience, job.taskId, 'started', failures + 1);
        assert.ok(again.at - fact.at >= delay - slack, `started ${again.at - fact.at} ms later, told ${delay}`);
      }
      const last = await worker.next(patience, 'attempt 3');
      assert.equal(last.context.attempt, 3);
      last.complete();
      await reader.fact(patience, job.taskId, 'completed', 3);
      assert.deepEqual(reader.story(job.taskId), [
        'started 1',
        'attempt-failed 1',
        'started 2',
        'attempt-failed 2',
        'started 3',
        'completed 3',
      ]);
      await reader.stop();
    },
  },
  {
    title: 'after the last attempt failed, one failed fact follows its attempt-failed, and nothing more',
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const [job, witness] = [aJob({ retry: retries(2, 1) }), aJob()];
      await queue.enqueue([job]);
      const worker = await PuppetWorker.of(consumer);
      for (const n of [1, 2]) (await worker.next(patience, `attempt ${n}`)).fail(new Error(`failure ${n}`));
      const last = await reader.fact(patience, job.taskId, 'attempt-failed', 2);
      assert.deepEqual([last.willRetry, last.delay, last.attempts], [false, 0, 2]);
      const { code, error, attempts, attempt } = await reader.fact(patience, job.taskId, 'failed');
      assert.deepEqual([code, error, attempts, attempt], ['PROCESSING_FAILED', 'failure 2', 2, 2]);
      await queue.enqueue([witness]);
      (await worker.next(patience, 'the witness')).complete();
      await reader.fact(patience, witness.taskId, 'completed');
      const story = ['started 1', 'attempt-failed 1', 'started 2', 'attempt-failed 2', 'failed 2'];
      assert.deepEqual(reader.story(job.taskId), story);
      await reader.stop();
    },
  },
  {
    title: 'a permanent error fails the job at once, also one of another copy of the core package',
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const [own, other] = [aJob({ retry: retries(5, 1) }), aJob({ retry: retries(5, 1) })];
      const marks = { isSafelightError: true, isPermanent: true, code: 'UNSUPPORTED_FORMAT' };
      await queue.enqueue([own, other]);
      const worker = await PuppetWorker.of(consumer);
      (await worker.next(patience, 'the first job')).fail(new PermanentProcessingError('CORRUPT_IMAGE', 'cut short'));
      (await worker.next(patience, 'the second job')).fail(Object.assign(new Error('no image'), marks));
      for (const [job, expected] of [
        [own, 'CORRUPT_IMAGE'],
        [other, 'UNSUPPORTED_FORMAT'],
      ] as const) {
        const { code, attempts } = await reader.fact(patience, job.taskId, 'failed');
        assert.deepEqual([code, attempts], [expected, 1]);
        const { willRetry, delay } = await reader.fact(patience, job.taskId, 'attempt-failed');
        assert.deepEqual([willRetry, delay], [false, 0]);
        assert.deepEqual(reader.story(job.taskId), ['started 1', 'attempt-failed 1', 'failed 1']);
      }
      await reader.stop();
    },
  },
  {
    title: 'what is thrown need not be an Error',
    async run(harness, { patience }) {
      const { queue, consumer, events } = await harness.connect();
      const reader = new FactReader(events, defaultQueue);
      const job = aJob({ retry: retries(1) });
      await queue.enqueue([job]);
      (await (await PuppetWorker.of(consumer)).next(patience, 'the job')).fail('just a text');
      const { code, error } = await reader.fact(patience, job.taskId, 'failed');
      assert.deepEqual([code, error], ['PROCESSING_FAILED', 'just a text']);
      await reader.stop();
    },
  },
];
