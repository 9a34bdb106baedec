import assert from 'node:assert/strict';
import { discardTask } from '@safelight/core';
import { aTask, completed, failed, longAgo } from '../builders/tasks.ts';
import { rejectsWith } from '../support/errors.ts';
import type { TaskRepositoryCase } from './harness.ts';
import { idsOf, insertAll, pagesOf } from './support.ts';

/** @internal */
export const listCases: readonly TaskRepositoryCase[] = [
  {
    title: 'list gives the newest first, of one age by id, and ends without a next page',
    async run(harness) {
      const repository = await harness.connect();
      const [old, young] = [aTask({ createdAt: longAgo }), aTask({ createdAt: longAgo + 5 })];
      const [a, b] = [aTask({ id: 'twin-a', createdAt: longAgo + 1 }), aTask({ id: 'twin-b', createdAt: longAgo + 1 })];
      await insertAll(repository, [b, old, young, a]);
      const page = await repository.list({}, { limit: 10 });
      assert.deepEqual(page, { items: [young, b, a, old] });
    },
  },
  {
    title: 'list of nothing is an empty last page',
    async run(harness) {
      assert.deepEqual(await (await harness.connect()).list({ status: 'failed' }, { limit: 10 }), { items: [] });
    },
  },
  {
    title: 'list filters by status, by dead letters, and by both',
    async run(harness) {
      const repository = await harness.connect();
      const pending = aTask({ createdAt: longAgo + 1 });
      const done = completed(aTask({ createdAt: longAgo + 2 }));
      const dead = failed(aTask({ createdAt: longAgo + 3 }));
      const discarded = discardTask(failed(aTask({ createdAt: longAgo + 4 })), longAgo + 10);
      await insertAll(repository, [pending, done, dead, discarded]);
      const list = async (filter: Parameters<typeof repository.list>[0]) =>
        idsOf((await repository.list(filter, { limit: 10 })).items);
      assert.deepEqual(await list({ status: 'pending' }), [pending.id]);
      assert.deepEqual(await list({ status: 'failed' }), [discarded.id, dead.id]);
      assert.deepEqual(await list({ deadLetters: true }), [dead.id]);
      assert.deepEqual(await list({ status: 'failed', deadLetters: true }), [dead.id]);
      assert.deepEqual(await list({ status: 'completed', deadLetters: true }), []);
    },
  },
  {
    title: 'list follows a saved change of status',
    async run(harness) {
      const repository = await harness.connect();
      const task = aTask();
      await repository.insert(task);
      await repository.save(failed(task), task.version);
      assert.deepEqual((await repository.list({ status: 'pending' }, { limit: 10 })).items, []);
      assert.deepEqual(idsOf((await repository.list({ deadLetters: true }, { limit: 10 })).items), [task.id]);
    },
  },
  {
    title: 'pages give every task once, also of one age and from another client, and the last has no next',
    async run(harness) {
      const [writer, reader] = [await harness.connect(), await harness.connect()];
      const tasks = Array.from({ length: 9 }, (_, n) => aTask({ createdAt: longAgo + Math.floor(n / 4) }));
      await insertAll(writer, tasks);
      const whole = idsOf((await writer.list({}, { limit: 100 })).items);
      for (const limit of [1, 3, 4]) {
        const pages = await pagesOf(reader, {}, limit);
        assert.equal(pages.length, Math.ceil(tasks.length / limit), `pages of ${limit}`);
        assert.deepEqual(idsOf(pages.flat()), whole);
      }
    },
  },
  {
    title: 'pages through a filter give what passes it, once each',
    async run(harness) {
      const repository = await harness.connect();
      const tasks = Array.from({ length: 8 }, (_, n) => {
        const task = aTask({ createdAt: longAgo + n });
        return n % 2 === 0 ? task : failed(task);
      });
      await insertAll(repository, tasks);
      const pages = await pagesOf(repository, { deadLetters: true }, 3);
      const wanted = tasks.filter((task) => task.status === 'failed').reverse();
      assert.deepEqual(idsOf(pages.flat()), idsOf(wanted));
    },
  },
  {
    title: 'tasks created while paging put nothing on two pages, and hide nothing that was there',
    async run(harness) {
      const [reader, writer] = [await harness.connect(), await harness.connect()];
      const tasks = Array.from({ length: 7 }, (_, n) => aTask({ createdAt: longAgo + n }));
      await insertAll(writer, tasks);
      let added = 0;
      const pages = await pagesOf(reader, {}, 2, async () => {
        added += 1;
        if (added > 5) return;
        // One newer than all, one amid those that are still to come.
        await insertAll(writer, [aTask({ createdAt: longAgo + 100 + added }), aTask({ createdAt: longAgo + 1 })]);
      });
      const given = idsOf(pages.flat());
      assert.equal(new Set(given).size, given.length, 'no task on two pages');
      for (const task of tasks) assert.ok(given.includes(task.id), `${task.id} was there before, and must be listed`);
    },
  },
  {
    title: 'a cursor that no page gave is INVALID_INPUT',
    async run(harness, { patience }) {
      const repository = await harness.connect();
      await repository.insert(aTask());
      const base64 = (text: string) => Buffer.from(text).toString('base64url');
      for (const cursor of ['no-cursor', '!!', '../../etc/passwd', base64('{}'), base64('[null]'), base64('1,')]) {
        await rejectsWith(patience, 'INVALID_INPUT', `cursor ${cursor}`, repository.list({}, { limit: 1, cursor }));
      }
    },
  },
];
