import assert from 'node:assert/strict';
import { replayTask } from '@safelight/core';
import { anImage } from '../builders/images.ts';
import { aTask, changed, completed, longAgo } from '../builders/tasks.ts';
import type { TaskRepositoryCase } from './harness.ts';
import { idsOf, insertAll } from './support.ts';

const at = (ms: number): number => longAgo + ms;

/** @internal */
export const dueCases: readonly TaskRepositoryCase[] = [
  {
    title: 'now is told by one clock: no later client hears an earlier time',
    async run(harness) {
      const [repository, other] = [await harness.connect(), await harness.connect()];
      const times: number[] = [];
      for (const client of [repository, other, repository, other]) times.push(await client.now());
      assert.deepEqual(
        times.toSorted((a, b) => a - b),
        times,
      );
      assert.ok(times.every(Number.isSafeInteger), 'whole milliseconds');
      assert.ok((times[0] ?? 0) > longAgo, 'since the epoch');
    },
  },
  {
    title: 'due gives unsettled tasks up to now, the longest due first, at most the limit',
    async run(harness) {
      const repository = await harness.connect();
      const [first, second, third] = [3, 5, 7].map((ms) => aTask({ nextCheckAt: at(ms) }));
      assert.ok(first && second && third);
      await insertAll(repository, [third, first, second]);
      assert.deepEqual(await repository.due(at(10), 10), [first, second, third]);
      assert.deepEqual(idsOf(await repository.due(at(5), 10)), [first.id, second.id], 'now itself is due');
      assert.deepEqual(idsOf(await repository.due(at(10), 1)), [first.id], 'the limit');
      assert.deepEqual(await repository.due(at(2), 10), []);
    },
  },
  {
    title: 'due gives ended tasks whose handlers are still owed a call, and none that is settled',
    async run(harness) {
      const repository = await harness.connect();
      const owed = completed(aTask({ nextCheckAt: at(1), handlers: ['ship-it'] }));
      const settled = completed(aTask({ nextCheckAt: at(1) }));
      assert.deepEqual([owed.settled, settled.settled], [false, true]);
      await insertAll(repository, [owed, settled]);
      assert.deepEqual(idsOf(await repository.due(owed.nextCheckAt, 10)), [owed.id]);
    },
  },
  {
    title: 'due follows what was saved: put off, settled, replayed',
    async run(harness) {
      const repository = await harness.connect();
      const task = aTask({ nextCheckAt: at(5) });
      await repository.insert(task);
      const later = changed(task, { nextCheckAt: at(50) });
      await repository.save(later, task.version);
      assert.deepEqual(await repository.due(at(49), 10), []);
      const ended = completed(later);
      await repository.save(ended, later.version);
      assert.deepEqual(await repository.due(at(100_000), 10), []);
      const again = replayTask(ended, { now: at(200), checkAfter: 5, settleAfter: 5 });
      await repository.save(again, ended.version);
      assert.deepEqual(await repository.due(at(205), 10), [again]);
    },
  },
  {
    title: 'makeDue makes the unsettled tasks of one queue due, those not due earlier, and gives how many',
    async run(harness) {
      const [repository, other] = [await harness.connect(), await harness.connect()];
      const [early, late, later] = [2, 50, 60].map((ms) => aTask({ nextCheckAt: at(ms), queue: 'photos' }));
      const elsewhere = aTask({ nextCheckAt: at(50), queue: 'videos' });
      const settled = completed(aTask({ nextCheckAt: at(50), queue: 'photos' }));
      assert.ok(early && late && later);
      await insertAll(repository, [early, late, later, elsewhere, settled]);
      assert.equal(await repository.makeDue('photos', at(10)), 2);
      const due = await other.due(at(10), 10);
      assert.deepEqual(new Set(idsOf(due)), new Set([early.id, late.id, later.id]));
      assert.deepEqual(idsOf(due)[0], early.id, 'what is due earlier stays due earlier');
      assert.equal(await repository.makeDue('nobody', at(10)), 0);
    },
  },
  {
    title: 'makeDue leaves versions alone, so that a save under way is no conflict',
    async run(harness) {
      const repository = await harness.connect();
      const task = aTask({ nextCheckAt: at(50) });
      await repository.insert(task);
      await repository.makeDue(task.queue, at(10));
      assert.deepEqual(await repository.get(task.id), { ...task, nextCheckAt: at(10) });
      await repository.save(changed(task), task.version);
    },
  },
  {
    title: 'referenced gives those paths that some task refers to',
    async run(harness) {
      const repository = await harness.connect();
      const hero = anImage({ resolution: '1024' });
      const thumb = anImage({ resolution: '800' });
      const shared = anImage({ resolution: '800', path: '/output/b/800/0cc175b9c0f1b6a831c399e269772661.jpg' });
      const task = aTask();
      await insertAll(repository, [task, completed(aTask(), [shared]), completed(aTask(), [shared]), aTask()]);
      await repository.save(completed(task, [hero, thumb]), task.version);
      const orphans = Array.from({ length: 300 }, (_, n) => `/output/orphan/800/${n}.jpg`);
      const found = await repository.referenced([hero.path, ...orphans, thumb.path, shared.path]);
      assert.deepEqual(new Set(found), new Set([hero.path, thumb.path, shared.path]));
      assert.deepEqual([...(await repository.referenced([]))], []);
    },
  },
];
