import { discardTask, isInvalidInputError, type Logger, type Metadata, type Task } from '@safelight/core';
import { describeWithMongo } from '@safelight-tooling/test-services/vitest';
import { type Document, MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isMongoRepositoryError, type MongoTaskRepository, mongo, taskIndexes } from '../src/index.ts';
import { rejection, storeOn } from './support/harness.ts';
import { plansOf } from './support/query-plan.ts';
import { aTask, changed, completed, longAgo } from './support/tasks.ts';

describeWithMongo('The documents of MongoTaskRepository', (server) => {
  const canExplain = server.product === 'MongoDB';
  describe(`on the server${canExplain ? '' : ' [not shown here: query plans, which only MongoDB gives]'}`, () => {
    it('are what the README says: the fields of the task, and the store’s own', async () => {
      const { connect, raw } = storeOn(server);
      const repository = connect();
      const task = aTask({ idempotencyKey: 'order-7', metadata: { productId: 42 }, context: { requestId: 'r-1' } });
      await repository.insert(task);
      const done = completed(task);
      await repository.save(done, task.version);
      expect(await raw.findOne({ _id: task.id })).toEqual({
        ...done,
        _id: task.id,
        _layout: 1,
        _uniqueKey: 'key:"order-7"',
        _imagePaths: ['/output/a/1024/0cc175b9c0f1b6a831c399e269772661.jpg'],
      });
      expect(await raw.findOne({ 'metadata.productId': 42 })).toMatchObject({ id: task.id });
    });

    it('have the indexes of the README, made once however many processes start', async () => {
      const { connect, raw } = storeOn(server);
      await Promise.all(Array.from({ length: 8 }, () => connect({ timeout: 30_000 }).get('a')));
      const made = (await raw.indexes()).filter((index) => index.name !== '_id_');
      expect(made.map(({ name, key, unique }) => ({ name, key, unique: unique === true })).sort(byName)).toEqual([
        { name: 'safelight_created', key: { createdAt: 1, _id: 1 }, unique: false },
        {
          name: 'safelight_dead_letters',
          key: { status: 1, discarded: 1, createdAt: 1, _id: 1 },
          unique: false,
        },
        { name: 'safelight_due', key: { settled: 1, nextCheckAt: 1, _id: 1 }, unique: false },
        { name: 'safelight_image_paths', key: { _imagePaths: 1 }, unique: false },
        { name: 'safelight_queue_due', key: { queue: 1, settled: 1, nextCheckAt: 1 }, unique: false },
        { name: 'safelight_status', key: { status: 1, createdAt: 1, _id: 1 }, unique: false },
        { name: 'safelight_unique_key', key: { _uniqueKey: 1 }, unique: true },
      ]);
      expect(taskIndexes.map(({ name }) => name).sort()).toEqual(made.map(({ name }) => name).sort());
    });

    it('get no indexes where that is turned off', async () => {
      const { connect, raw } = storeOn(server);
      await connect({ createIndexes: false }).insert(aTask());
      expect((await raw.indexes()).map((index) => index.name)).toEqual(['_id_']);
    });

    if (canExplain) {
      it.each<[string, (repository: MongoTaskRepository) => Promise<unknown>, string]>([
        ['due', (repository) => repository.due(longAgo, 10), 'safelight_due'],
        ['list', (repository) => repository.list({}, { limit: 10 }), 'safelight_created'],
        [
          'list of dead letters',
          (repository) => repository.list({ deadLetters: true }, { limit: 10 }),
          'safelight_dead_letters',
        ],
        ['counts', (repository) => repository.counts(), 'safelight_dead_letters'],
        ['referenced', (repository) => repository.referenced(['/output/a.jpg']), 'safelight_image_paths'],
      ])('are read through an index, and in its order, by %s', async (_name, call, index) => {
        const plans = JSON.stringify(await plansOf(server, call));
        expect(plans).toContain(`"indexName":"${index}"`);
        expect(plans).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
      });

      it('are counted by indexes alone', async () => {
        const plans = await plansOf(server, (repository) => repository.counts());
        expect(plans).toHaveLength(6);
        expect(JSON.stringify(plans)).not.toMatch(/"stage":"(COLLSCAN|FETCH)"/);
      });
    }
  });

  describe('keep', () => {
    it.each<[string, Metadata]>([
      ['dots and dollars in keys', { 'a.b': 1, $set: { x: 1 }, list: [{ 'c.d': { $e: null } }] }],
      ['what looks like a reference', { $ref: 'tasks', $id: 'x', $db: 'y' }],
      [
        'empty keys, NULs and driver types',
        { '': 1, 'a\0b': 2, text: 'c\0d', type: { _bsontype: 'ObjectId', id: 'x' } },
      ],
      ['text that UTF-8 lacks', { lone: '\ud800', '\udfff': 'x', whole: 'Žofie 📷' }],
      ['arrays in arrays', { points: [[1, 2], [], [[3]]], empty: {} }],
      ['numbers', { big: 2 ** 53 - 1, over: 2 ** 40, small: 5e-324, negative: -7, half: 0.5, huge: 1e300 }],
      ['a prototype', JSON.parse('{"__proto__":{"isAdmin":true}}')],
    ])('%s in metadata', async (_what, metadata) => {
      const { connect } = storeOn(server);
      const [one, other] = [connect(), connect()];
      const task = aTask({ metadata });
      await one.insert(task);
      const read = await other.get(task.id);
      expect(read).toStrictEqual(task);
      await other.save(changed(task), task.version);
      expect((await one.get(task.id))?.metadata).toStrictEqual(metadata);
    });

    it('idempotency keys that differ only in text that UTF-8 lacks apart', async () => {
      const repository = storeOn(server).connect();
      for (const idempotencyKey of ['a\ud800', 'a\ud801', 'a�']) {
        expect((await repository.insert(aTask({ idempotencyKey }))).outcome).toBe('inserted');
      }
    });

    it('fields that a newer release wrote, through a read, a change and a save', async () => {
      const { connect, raw } = storeOn(server);
      const repository = connect();
      const task = aTask();
      await repository.insert(task);
      const fresh = { region: 'eu', 'odd.key': [[1]] };
      await raw.updateOne(
        { _id: task.id },
        { $set: { fromTheFuture: { region: 'eu', tags: [1, 2] }, 'source.etag': 'e-1' } },
      );
      const read = await repository.get(task.id);
      expect(read).toMatchObject({ fromTheFuture: { region: 'eu' }, source: { etag: 'e-1' } });
      await repository.save({ ...completed(read ?? task), ...{ fresh } }, task.version);
      expect(await raw.findOne({ _id: task.id })).toMatchObject({
        version: 2,
        fromTheFuture: { region: 'eu', tags: [1, 2] },
        source: { etag: 'e-1' },
      });
      expect(await repository.get(task.id)).toMatchObject({ fresh });
    });

    it('numbers as numbers, also those that others wrote in wide types', async () => {
      const { connect, raw } = storeOn(server);
      const repository = connect();
      const task = aTask();
      await repository.insert(task);
      await raw.updateOne({ _id: task.id }, { $set: { nextCheckAt: BigInt(longAgo) } });
      expect((await repository.get(task.id))?.nextCheckAt).toBe(longAgo);
      expect(await repository.due(longAgo, 1)).toHaveLength(1);
    });
  });

  describe('are found', () => {
    it('by id before idempotency key where both are taken', async () => {
      const repository = storeOn(server).connect();
      const [byId, byKey] = [aTask(), aTask({ idempotencyKey: 'k' })];
      await repository.insert(byId);
      await repository.insert(byKey);
      const found = await repository.insert(aTask({ id: byId.id, idempotencyKey: 'k' }));
      expect(found).toEqual({ outcome: 'existing', task: byId });
    });

    it('past one that cannot be read, which is logged', async () => {
      const { connect, raw } = storeOn(server);
      const errors: object[] = [];
      const logger: Logger = { debug() {}, info() {}, warn() {}, error: (fields) => errors.push(fields) };
      const repository = connect({ logger });
      const [damaged, newer, whole] = [aTask({ createdAt: 3 }), aTask({ createdAt: 2 }), aTask({ createdAt: 1 })];
      for (const task of [damaged, newer, whole]) await repository.insert(task);
      await raw.updateOne({ _id: damaged.id }, { $set: { presets: 'none' } });
      await raw.updateOne({ _id: newer.id }, { $set: { _layout: 2 } });
      expect(await repository.due(longAgo, 10)).toEqual([whole]);
      expect(errors.map((fields) => Reflect.get(fields, 'taskId')).sort()).toEqual([damaged.id, newer.id].sort());
      const first = await repository.list({}, { limit: 2 });
      expect(first.items).toEqual([]);
      expect(await repository.list({}, { limit: 2, cursor: first.next ?? '' })).toEqual({ items: [whole] });
      expect(isInvalidInputError(await rejection(repository.get(damaged.id)))).toBe(true);
      expect(isMongoRepositoryError(await rejection(repository.get(newer.id)))).toBe(true);
    });

    it('among dead letters until they are discarded', async () => {
      const repository = storeOn(server).connect();
      const dead: Task = changed(aTask(), { status: 'failed' });
      await repository.insert(dead);
      expect((await repository.list({ deadLetters: true }, { limit: 5 })).items).toEqual([dead]);
      await repository.save(discardTask(dead, longAgo), dead.version);
      expect((await repository.list({ deadLetters: true }, { limit: 5 })).items).toEqual([]);
      expect((await repository.list({ deadLetters: false }, { limit: 5 })).items).toHaveLength(1);
    });

    it('by image path, more than one query asks for at a time', async () => {
      const repository = storeOn(server).connect();
      const task = completed(aTask());
      await repository.insert(task);
      const paths = Array.from({ length: 2_500 }, (_, n) => `/output/orphan/800/${n}.jpg`);
      const mine = Object.values(task.images).flatMap((image) => (image ? [image.path] : []));
      expect([...(await repository.referenced([...paths, ...mine]))]).toEqual(mine);
    });

    it('never without a limit', async () => {
      const repository = storeOn(server).connect();
      await repository.insert(aTask());
      expect(await repository.due(longAgo * 2, 0)).toEqual([]);
      for (const limit of [0, -1, 1.5]) {
        expect(isInvalidInputError(await rejection(repository.list({}, { limit })))).toBe(true);
      }
    });
  });

  describe('that MongoDB refuses', () => {
    it('are told as REPOSITORY_FAILED when they are too large, and leave nothing behind', async () => {
      const { connect, raw } = storeOn(server);
      const task = aTask({ metadata: { blob: 'x'.repeat(18 * 1024 * 1024) } });
      const error = await rejection(connect().insert(task));
      expect(isMongoRepositoryError(error)).toBe(true);
      expect(String(error)).toMatch(/too large.*less metadata/);
      expect(await raw.countDocuments()).toBe(0);
    });

    it('are told as REPOSITORY_FAILED when the credentials are wrong', async () => {
      const url = server.url.replace('mongodb://', 'mongodb://nobody:s3cret@');
      const error = await rejection(storeOn(server).connect({ url }).insert(aTask()));
      expect(isMongoRepositoryError(error), String(error)).toBe(true);
      expect(String(error)).not.toContain('s3cret');
    });
  });

  describe('of a client of your own', () => {
    it('are in its database, and it stays open when the repository is closed', async () => {
      const client = new MongoClient(server.url);
      try {
        const db = client.db(server.databaseName());
        const { repository } = mongo({ db, collection: 'photo-tasks' });
        const task = aTask();
        await repository.insert(task);
        await repository.close();
        expect(await db.collection<{ _id: string }>('photo-tasks').countDocuments({ _id: task.id })).toBe(1);
      } finally {
        await client.close();
      }
    });

    it('are written to a majority and read as numbers within a time limit, whatever that client says', async () => {
      const client = new MongoClient(server.url, { w: 1, promoteLongs: false, monitorCommands: true });
      const commands = new Map<string, Document>();
      client.on('commandStarted', ({ commandName, command }) => commands.set(commandName, command));
      try {
        const db = client.db(server.databaseName());
        const { repository } = mongo({ db, timeout: 4_000 });
        const task = aTask();
        await repository.insert(task);
        await repository.save(changed(task), task.version);
        await repository.makeDue(task.queue, longAgo);
        expect(commands.get('update')).toMatchObject({ maxTimeMS: 3_600, writeConcern: { w: 'majority' } });
        const raw = db.collection<{ _id: string }>('tasks');
        await raw.updateOne({ _id: task.id }, { $set: { updatedAt: BigInt(longAgo) } });
        expect((await repository.get(task.id))?.updatedAt).toBe(longAgo);
        await repository.referenced(['/output/a.jpg']);
        for (const name of ['insert', 'find', 'aggregate']) {
          expect(commands.get(name), name).toMatchObject({ maxTimeMS: 3_600 });
        }
        expect(commands.get('insert')).toMatchObject({ writeConcern: { w: 'majority', wtimeout: 3_600 } });
        expect(commands.get('find')).toMatchObject({ readConcern: { level: 'local' } });
      } finally {
        await client.close();
      }
    });
  });
});

function byName(a: { readonly name?: string | undefined }, b: { readonly name?: string | undefined }): number {
  return (a.name ?? '').localeCompare(b.name ?? '');
}
