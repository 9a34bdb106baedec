import assert from 'node:assert/strict';
import type { Task } from '@safelight/core';
import { aTask } from '../builders/tasks.ts';
import type { TaskCacheCase } from './harness.ts';

/** The task at a version. */
export function at(version: number, task: Task): Task {
  return { ...task, version, metadata: { version } };
}

/** @internal */
export const versionCases: readonly TaskCacheCase[] = [
  {
    title: 'get gives the task as last filled, each under its own id, and undefined for one never filled',
    async run(harness) {
      const cache = await harness.connect();
      const [one, two] = [aTask({ metadata: { name: 'Žofie ✓' } }), aTask()];
      await cache.fill(one);
      await cache.fill(two);
      assert.deepEqual(await cache.get(one.id), one);
      assert.deepEqual(await cache.get(two.id), two);
      assert.equal(await cache.get('nobody'), undefined);
    },
  },
  {
    title: 'unknown fields of a task are kept',
    async run(harness) {
      const cache = await harness.connect();
      const task = { ...aTask(), fromTheFuture: { a: [1] } };
      await cache.fill(task);
      assert.deepEqual(await cache.get(task.id), task);
    },
  },
  {
    title: 'a fill loses to a newer version that was filled before',
    async run(harness) {
      const cache = await harness.connect();
      const task = aTask();
      await cache.fill(at(3, task));
      await cache.fill(at(2, task));
      assert.deepEqual(await cache.get(task.id), at(3, task));
      await cache.fill(at(4, task));
      assert.deepEqual(await cache.get(task.id), at(4, task));
    },
  },
  {
    title: 'invalidate forgets older versions, keeps a newer one, and leaves other tasks alone',
    async run(harness) {
      const cache = await harness.connect();
      const [task, other] = [aTask(), aTask()];
      await cache.fill(at(3, task));
      await cache.fill(other);
      await cache.invalidate(task.id, 2);
      assert.deepEqual(await cache.get(task.id), at(3, task));
      await cache.invalidate(task.id, 4);
      assert.equal(await cache.get(task.id), undefined);
      assert.deepEqual(await cache.get(other.id), other);
    },
  },
  {
    title: 'a stale fill that comes after a newer invalidate loses, and a fill of that version is kept',
    async run(harness) {
      const cache = await harness.connect();
      const task = aTask();
      await cache.invalidate(task.id, 5);
      await cache.fill(at(4, task));
      assert.equal(await cache.get(task.id), undefined, 'the stale fill');
      await cache.fill(at(5, task));
      assert.deepEqual(await cache.get(task.id), at(5, task));
    },
  },
  {
    title: 'an older invalidate that comes late does not let a stale fill in',
    async run(harness) {
      const cache = await harness.connect();
      const task = aTask();
      await cache.invalidate(task.id, 5);
      await cache.invalidate(task.id, 3);
      await cache.fill(at(4, task));
      assert.equal(await cache.get(task.id), undefined);
    },
  },
  {
    title: 'of fills and invalidates that race the newest version is what stays',
    async run(harness) {
      const cache = await harness.connect();
      const task = aTask();
      const versions = [7, 3, 20, 1, 12, 19, 5, 16, 2, 18];
      await Promise.all(versions.flatMap((v) => [cache.fill(at(v, task)), cache.invalidate(task.id, v)]));
      assert.deepEqual(await cache.get(task.id), at(20, task));
    },
  },
];
