import assert from 'node:assert/strict';
import { aTask, changed, completed, started } from '../builders/tasks.ts';
import { rejectsWith } from '../support/errors.ts';
import type { TaskRepositoryCase } from './harness.ts';
import { counted } from './support.ts';

/** @internal */
export const saveCases: readonly TaskRepositoryCase[] = [
  {
    title: 'save replaces the task at the expected version, and any client reads it at once',
    async run(harness) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const task = aTask({ idempotencyKey: 'k' });
      await one.insert(task);
      const next = started(task);
      await one.save(next, task.version);
      assert.deepEqual(await other.get(task.id), next);
      const last = completed({ ...next, version: 7 });
      await other.save(last, next.version);
      assert.deepEqual(await one.get(task.id), last);
    },
  },
  {
    title: 'save removes the fields that the new state no longer has',
    async run(harness) {
      const repository = await harness.connect();
      const task = started(aTask());
      await repository.insert(task);
      const { workerId: _workerId, ...without } = changed(task);
      await repository.save(without, task.version);
      assert.deepEqual(await repository.get(task.id), without);
    },
  },
  {
    title: 'save from a stale version is a conflict and changes nothing',
    async run(harness, { patience }) {
      const repository = await harness.connect();
      const task = aTask();
      await repository.insert(task);
      const current = started(task);
      await repository.save(current, task.version);
      const late = changed(current, { version: 9, metadata: { late: true } });
      for (const stale of [task.version, current.version + 1]) {
        await rejectsWith(patience, 'CONCURRENCY_CONFLICT', 'a stale save', repository.save(late, stale));
      }
      assert.deepEqual(await repository.get(task.id), current);
    },
  },
  {
    title: 'save of a task that is not stored is a conflict and stores nothing',
    async run(harness, { patience }) {
      const repository = await harness.connect();
      const task = aTask();
      await rejectsWith(patience, 'CONCURRENCY_CONFLICT', 'save', repository.save(changed(task), task.version));
      assert.equal(await harness.probe.document(task.id), undefined);
    },
  },
  {
    title: 'saves from one version that race have exactly one winner, and its task is what is kept',
    needs: ['concurrency'],
    async run(harness) {
      const clients = [
        await harness.connect(),
        await harness.connect(),
        await harness.connect(),
        await harness.connect(),
      ];
      let current = aTask();
      await clients[0]?.insert(current);
      // A store that reads, compares and writes in steps loses this only sometimes: hence the rounds.
      for (let round = 1; round <= 10; round++) {
        const rivals = Array.from({ length: 8 }, (_, rival) => changed(current, { metadata: { round, rival } }));
        const saves = rivals.map((task, n) => clients[n % 4]?.save(task, current.version));
        const results = await Promise.allSettled(saves);
        const winner = results.findIndex((result) => result.status === 'fulfilled');
        assert.equal(
          counted(results, (result) => result.status === 'fulfilled'),
          1,
          `winners of round ${round}`,
        );
        const kept = await clients[round % 4]?.get(current.id);
        assert.deepEqual(kept, rivals[winner], `what is kept after round ${round}`);
        if (kept !== undefined) current = kept;
      }
    },
  },
];
