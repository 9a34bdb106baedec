import assert from 'node:assert/strict';
import { cancelTask, discardTask, replayTask, type Task, type TaskCounts } from '@safelight/core';
import { aTask, completed, failed, longAgo, started } from '../builders/tasks.ts';
import type { TaskRepositoryCase } from './harness.ts';
import { insertAll } from './support.ts';

const timing = { now: longAgo + 10, checkAfter: 5, settleAfter: 5 };
const none: TaskCounts = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0, deadLetters: 0 };

/** @internal */
export const countingCases: readonly TaskRepositoryCase[] = [
  {
    title: 'counts of an empty store are all 0',
    async run(harness) {
      assert.deepEqual(await (await harness.connect()).counts(), none);
    },
  },
  {
    title: 'counts gives the tasks of each status, and the failed ones that were not discarded as dead letters',
    async run(harness) {
      const [repository, other] = [await harness.connect(), await harness.connect()];
      await insertAll(repository, [
        ...[aTask(), aTask(), aTask({ handlers: ['ship-it'] })],
        ...[started(aTask()), started(aTask())],
        completed(aTask()),
        ...[failed(aTask()), failed(aTask()), discardTask(failed(aTask()), longAgo + 10)],
        ...[cancelTask(aTask(), timing), cancelTask(aTask(), timing)],
      ]);
      const wanted: TaskCounts = { pending: 3, processing: 2, completed: 1, failed: 3, cancelled: 2, deadLetters: 2 };
      assert.deepEqual(await repository.counts(), wanted);
      assert.deepEqual(await other.counts(), wanted);
    },
  },
  {
    title: 'counts follows every change that was saved, and only those: a task is counted once',
    async run(harness) {
      const repository = await harness.connect();
      const task = aTask();
      await repository.insert(task);
      await repository.insert(task);
      let saved: Task = task;
      const after = async (next: Task): Promise<TaskCounts> => {
        await repository.save(next, saved.version);
        saved = next;
        return repository.counts();
      };
      assert.deepEqual(await repository.counts(), { ...none, pending: 1 });
      assert.deepEqual(await after(started(task)), { ...none, processing: 1 });
      assert.deepEqual(await after(failed(saved)), { ...none, failed: 1, deadLetters: 1 });
      assert.deepEqual(await after(replayTask(saved, timing)), { ...none, pending: 1 });
      assert.deepEqual(await after(failed(saved)), { ...none, failed: 1, deadLetters: 1 });
      assert.deepEqual(await after(discardTask(saved, longAgo + 20)), { ...none, failed: 1 });
      await assert.rejects(repository.save(completed(task), task.version));
      await repository.makeDue(task.queue, longAgo);
      assert.deepEqual(await repository.counts(), { ...none, failed: 1 });
    },
  },
];
