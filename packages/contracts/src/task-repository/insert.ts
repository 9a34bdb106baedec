import assert from 'node:assert/strict';
import { aTask, completed } from '../builders/tasks.ts';
import { rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import type { TaskRepositoryCase } from './harness.ts';
import { counted, fieldsOf } from './support.ts';

/** @internal */
export const insertCases: readonly TaskRepositoryCase[] = [
  {
    title: 'insert stores a new task whole, and any client reads it at once',
    async run(harness) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      const task = completed(
        aTask({
          metadata: { name: 'Žofie ✓', nested: { list: [1, null, 'x'] } },
          idempotencyKey: 'k',
          handlers: ['h'],
        }),
      );
      assert.deepEqual(await one.insert(task), { outcome: 'inserted', task });
      assert.deepEqual(await other.get(task.id), task);
    },
  },
  {
    title: 'insert of a taken id gives the task that has it, and changes nothing',
    async run(harness) {
      const repository = await harness.connect();
      const first = aTask({ fingerprint: 'first' });
      await repository.insert(first);
      const found = await repository.insert(aTask({ id: first.id, fingerprint: 'second' }));
      assert.deepEqual(found, { outcome: 'existing', task: first });
      assert.deepEqual(await repository.get(first.id), first);
    },
  },
  {
    title: 'insert of a taken idempotency key gives the task that has it, and stores nothing',
    async run(harness) {
      const repository = await harness.connect();
      const first = aTask({ idempotencyKey: 'order-7' });
      const second = aTask({ idempotencyKey: 'order-7' });
      await repository.insert(first);
      await repository.save(completed(first), first.version);
      assert.deepEqual(await repository.insert(second), { outcome: 'existing', task: completed(first) });
      assert.equal(await repository.get(second.id), undefined);
      assert.equal(await harness.probe.document(second.id), undefined, 'the loser must leave no document behind');
    },
  },
  {
    title: 'tasks without an idempotency key never clash, nor does a key that equals the id of another task',
    async run(harness) {
      const repository = await harness.connect();
      const plain = aTask();
      const named = aTask({ idempotencyKey: plain.id });
      for (const task of [plain, aTask(), named]) {
        assert.equal((await repository.insert(task)).outcome, 'inserted');
      }
      assert.deepEqual(await repository.get(named.id), named);
    },
  },
  {
    title: 'inserts of one id that race have exactly one winner, whom all are given',
    needs: ['concurrency'],
    async run(harness) {
      const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
      const rivals = Array.from({ length: 12 }, (_, n) => aTask({ id: 'raced', fingerprint: `rival ${n}` }));
      const results = await Promise.all(rivals.map((task, n) => clients[n % 3]?.insert(task)));
      const stored = await clients[0]?.get('raced');
      assert.equal(
        counted(results, (result) => result?.outcome === 'inserted'),
        1,
        'winners',
      );
      for (const [n, result] of results.entries()) {
        assert.deepEqual(result?.task, stored);
        if (result?.outcome === 'inserted') assert.deepEqual(stored, rivals[n]);
      }
    },
  },
  {
    title: 'inserts of one idempotency key that race have exactly one winner, whom all are given',
    needs: ['concurrency'],
    async run(harness) {
      const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
      const rivals = Array.from({ length: 12 }, () => aTask({ idempotencyKey: 'raced' }));
      const results = await Promise.all(rivals.map((task, n) => clients[n % 3]?.insert(task)));
      const winner = results.find((result) => result?.outcome === 'inserted')?.task;
      assert.equal(
        counted(results, (result) => result?.outcome === 'inserted'),
        1,
        'winners',
      );
      for (const result of results) assert.deepEqual(result?.task, winner);
      const documents = await Promise.all(rivals.map((task) => harness.probe.document(task.id)));
      assert.equal(
        counted(documents, (document) => document !== undefined),
        1,
        'documents',
      );
    },
  },
  {
    title: 'unknown fields of a task are kept, through insert, get and save',
    async run(harness) {
      const repository = await harness.connect();
      const task = aTask();
      const newer = {
        ...task,
        source: { ...task.source, etag: 'e-1' },
        presets: task.presets.map((preset) => ({ ...preset, sharpen: 2 })),
        fromTheFuture: { a: [1, 2] },
      };
      await repository.insert(newer);
      const read = await repository.get(task.id);
      assert.ok(read);
      assert.deepEqual(read, newer);
      await repository.save(completed(read), read.version);
      const { fromTheFuture, source, version } = fieldsOf(await harness.probe.document(task.id));
      assert.deepEqual(
        { fromTheFuture, source, version },
        { fromTheFuture: { a: [1, 2] }, source: newer.source, version: 2 },
      );
      assert.deepEqual(await repository.get(task.id), completed(newer));
    },
  },
  {
    title: 'get of an unknown id gives undefined',
    async run(harness) {
      assert.equal(await (await harness.connect()).get('nobody'), undefined);
    },
  },
  {
    title: 'an unreachable store is told as UNAVAILABLE by every method, and works again afterwards',
    needs: ['outage'],
    async run(harness, { patience }) {
      const repository = await harness.connect();
      const task = aTask();
      await repository.insert(task);
      await probed(harness.probe.cut?.(), 'probe.cut');
      const calls = {
        insert: () => repository.insert(aTask()),
        get: () => repository.get(task.id),
        save: () => repository.save(completed(task), task.version),
        list: () => repository.list({}, { limit: 1 }),
        counts: () => repository.counts(),
        due: () => repository.due(0, 1),
        makeDue: () => repository.makeDue(task.queue, 0),
        referenced: () => repository.referenced(['/output/a/1024/0.jpg']),
      };
      for (const [name, call] of Object.entries(calls)) await rejectsWith(patience, 'UNAVAILABLE', name, call());
      await probed(harness.probe.mend?.(), 'probe.mend');
      assert.deepEqual(await repository.get(task.id), task);
    },
  },
  {
    title: 'a stored task outlives a restart of the store',
    needs: ['durability'],
    async run(harness) {
      const before = await harness.connect();
      const task = aTask({ idempotencyKey: 'kept' });
      await before.insert(task);
      await before.save(completed(task), task.version);
      await probed(harness.probe.restart?.(), 'probe.restart');
      const after = await harness.connect();
      assert.deepEqual(await after.get(task.id), completed(task));
      assert.equal((await after.insert(aTask({ idempotencyKey: 'kept' }))).outcome, 'existing');
    },
  },
  {
    title: 'close is idempotent and leaves other clients alone',
    async run(harness) {
      const [one, other] = [await harness.connect(), await harness.connect()];
      await one.close();
      await one.close();
      assert.equal((await other.insert(aTask())).outcome, 'inserted');
    },
  },
];
