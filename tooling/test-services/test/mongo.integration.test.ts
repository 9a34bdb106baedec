import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startMongo } from '../src/index.ts';
import { describeWithMongo } from '../src/vitest/index.ts';

interface Doc {
  readonly _id: string;
  readonly version: number;
  readonly key?: string;
  readonly winner?: number;
  readonly state?: { readonly owner: string };
}

describeWithMongo(
  'a MongoDB server of ours',
  (mongo) => {
    let client: MongoClient;
    let database: string;
    const documents = () => client.db(database).collection<Doc>('documents', { writeConcern: { w: 'majority' } });
    beforeAll(async () => {
      client = await new MongoClient(mongo.url).connect();
    });
    afterAll(() => client.close());
    beforeEach(() => {
      database = mongo.databaseName();
    });

    test('tells a second document with a unique key by E11000', async () => {
      await documents().createIndex({ key: 1 }, { unique: true });
      await documents().insertOne({ _id: 'a', version: 1, key: 'k' });
      await expect(documents().insertOne({ _id: 'b', version: 1, key: 'k' })).rejects.toMatchObject({ code: 11000 });
      await expect(documents().insertOne({ _id: 'a', version: 1, key: 'l' })).rejects.toMatchObject({ code: 11000 });
    });

    test('lets exactly one of 200 concurrent compare-and-set writers win, round after round', async () => {
      await documents().insertMany([
        { _id: 'a', version: 0 },
        { _id: 'other', version: 0 },
      ]);
      for (let version = 0; version < 5; version++) {
        const written = await Promise.all(
          Array.from({ length: 200 }, (_, winner) =>
            documents().findOneAndUpdate({ _id: 'a', version }, { $set: { version: version + 1, winner } }),
          ),
        );
        expect(written.filter((document) => document !== null)).toHaveLength(1);
        expect((await documents().findOne({ _id: 'a' }))?.winner).toBe(written.findIndex((one) => one !== null));
      }
    });

    // FerretDB reads all documents before it comes to this one: left to itself, it lets several writers win.
    test('lets exactly one win where finding the document takes long', async () => {
      const others = Array.from({ length: 300 }, (_, index) => ({ _id: `z${index}`, version: 0 }));
      await documents().insertMany([...others, { _id: 'a', version: 0, state: { owner: 'nobody' } }]);
      const written = await Promise.all(
        Array.from({ length: 20 }, (_, winner) =>
          documents().findOneAndUpdate({ 'state.owner': 'nobody' }, { $set: { 'state.owner': `${winner}` } }),
        ),
      );
      expect(written.filter((document) => document !== null)).toHaveLength(1);
    });

    test('lets exactly one of 200 concurrent replacements win', async () => {
      await documents().insertOne({ _id: 'a', version: 1 });
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, winner) =>
          documents().replaceOne({ _id: 'a', version: 1 }, { version: 2, winner }),
        ),
      );
      expect(results.filter(({ matchedCount }) => matchedCount === 1)).toHaveLength(1);
    });

    test('keeps what was written over a restart and over a kill', async () => {
      await documents().insertOne({ _id: 'a', version: 1 });
      await mongo.restart();
      await documents().insertOne({ _id: 'b', version: 2 });
      await mongo.kill();
      await mongo.restart();
      expect(await documents().find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 'a', version: 1 },
        { _id: 'b', version: 2 },
      ]);
    });

    test('is shared by MONGODB_URL; the databases that the suite named are removed, and only those', async () => {
      await documents().insertOne({ _id: 'mine', version: 1 });
      const shared = await startMongo({ env: { ...process.env, MONGODB_URL: mongo.url } });
      expect(shared).toMatchObject({ source: 'env', url: mongo.url, product: mongo.product });
      const theirs = shared.databaseName();
      await client.db(theirs).collection('documents').insertOne({ version: 1 });
      await shared.stop();
      const { databases } = await client.db().admin().listDatabases();
      expect(databases.map(({ name }) => name)).toContain(database);
      expect(databases.map(({ name }) => name)).not.toContain(theirs);
    });
  },
  { owned: true },
);
