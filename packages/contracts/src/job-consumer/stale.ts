import assert from 'node:assert/strict';
import { defaultQueue, PermanentProcessingError } from '@safelight/core';
import { aJob, retries } from '../builders/jobs.ts';
import { FactReader } from '../queue/fact-reader.ts';
import type { QueueCase, QueueClient, QueueHarness } from '../queue/harness.ts';
import { PuppetWorker, type TakenAttempt } from '../queue/puppet-worker.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import { refOf } from '../task-queue/adding.ts';
import { redelivery } from './stalling.ts';

/** One process that stood still until its job went to another. */
interface Stale {
  readonly still: QueueClient;
  readonly other: QueueClient;
  readonly job: ReturnType<typeof aJob>;
  /** Attempt 1, its process running again, its lock lost. */
  readonly late: TakenAttempt;
  /** Attempt 2, under way. */
  readonly current: TakenAttempt;
  readonly worker: PuppetWorker;
  readonly reader: FactReader;
}

/** @param whileStill what the late attempt does while its process stands still; it arrives afterwards */
async function stale(
  harness: QueueHarness,
  patience: number,
  whileStill: (late: TakenAttempt) => void,
): Promise<Stale> {
  const [still, other] = [await harness.connect(), await harness.connect()];
  const reader = new FactReader(other.events, defaultQueue);
  const job = aJob({ retry: retries(5, 1) });
  await other.queue.enqueue([job]);
  const late = await (await PuppetWorker.of(still.consumer)).next(patience, 'attempt 1');
  await probed(still.pause?.(), 'pause');
  const worker = await PuppetWorker.of(other.consumer);
  const current = await worker.next(redelivery(harness, patience), 'attempt 2');
  assert.equal(current.context.attempt, 2);
  whileStill(late);
  await probed(still.resume?.(), 'resume');
  return { still, other, job, late, current, worker, reader };
}

/** Ends the case: attempt 2 completes, and what it handed back is what holds. */
async function endsWithAttempt2(
  { still, other, job, current, worker, reader }: Stale,
  patience: number,
): Promise<void> {
  // Once its consumer is closed, whatever the late attempt had to say has been said.
  await within(patience, 'close', still.consumer.close(patience));
  const [open] = await other.queue.inspect([refOf(job)]);
  assert.equal(open?.state, 'open', 'attempt 2 still has the job');
  assert.equal(current.context.signal.aborted, false, 'attempt 2 is not disturbed');
  const result = current.complete({ processingTime: 22 });
  await reader.fact(patience, job.taskId, 'completed', 2);
  assert.deepEqual(await other.queue.inspect([refOf(job)]), [{ ref: refOf(job), state: 'completed', job, result }]);
  assert.equal(worker.taken.length, 1, 'there is no third attempt');
  const ends = reader.story(job.taskId).filter((line) => /^(completed|failed)/.test(line));
  assert.deepEqual(ends, ['completed 2']);
  await reader.stop();
}

/** @internal */
export const staleCases: readonly QueueCase[] = [
  {
    title: 'an attempt that lost its lock is told so by its signal',
    needs: ['pause'],
    async run(harness, { patience }) {
      const one = await stale(harness, patience, () => {});
      await one.late.aborted(harness.timing.lock + patience, 'the lock is lost');
      one.late.giveUp();
      await endsWithAttempt2(one, patience);
    },
  },
  {
    title: 'an attempt that lost its lock completes: nothing changes',
    needs: ['pause'],
    async run(harness, { patience }) {
      const one = await stale(harness, patience, (late) => late.complete({ processingTime: 11 }));
      await endsWithAttempt2(one, patience);
    },
  },
  {
    title: 'an attempt that lost its lock fails, for now or for good: nothing changes',
    needs: ['pause'],
    async run(harness, { patience }) {
      for (const error of [new Error('for now'), new PermanentProcessingError('CORRUPT_IMAGE', 'for good')]) {
        const one = await stale(harness, patience, (late) => late.fail(error));
        await endsWithAttempt2(one, patience);
        await within(patience, 'close', one.other.consumer.close(patience));
      }
    },
  },
  {
    title: 'what an attempt still tells after it lost its lock carries its own number',
    needs: ['pause'],
    async run(harness, { patience }) {
      let late: Promise<void> | undefined;
      const one = await stale(harness, patience, ({ context }) => {
        late = context.progress(1, 9);
      });
      await within(patience, 'late progress', Promise.resolve(late));
      await within(patience, 'progress', one.current.context.progress(1, 2));
      one.late.fail(new Error('late'));
      await one.reader.fact(patience, one.job.taskId, 'progressed', 2);
      await endsWithAttempt2(one, patience);
      for (const fact of one.reader.of(one.job.taskId)) {
        if (fact.type === 'progressed') assert.equal(fact.attempt, fact.total === 9 ? 1 : 2);
        if (fact.type === 'attempt-failed') assert.equal(fact.attempt, 1);
      }
    },
  },
];
