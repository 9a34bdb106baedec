import { type Filter, MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithMongo } from '../src/vitest/index.ts';

interface Doc {
  readonly _id: string;
  readonly [key: string]: unknown;
}

const documents: readonly Doc[] = [
  { _id: 'int', n: 5, s: 'x', b: true },
  { _id: 'double', n: 5.5, s: 'y', b: false },
  { _id: 'large', n: 1_700_000_000_000, s: 'quote"\'é😀' },
  { _id: 'string', n: '5', s: '5', b: 'true' },
  { _id: 'array', n: [1, 5], s: ['x', 'z'], b: [true] },
  { _id: 'one', n: 1, s: '', b: 1 },
  { _id: 'null', n: null, s: null, b: null },
  { _id: 'none', nested: { n: 5, list: [{ s: 'x' }] } },
  { _id: 'date', n: new Date(5) },
];

// What MongoDB gives; what SQLite answers of a filter must leave these as they are.
const cases: readonly (readonly [Filter<Doc>, readonly string[]])[] = [
  [{ n: 5 }, ['array', 'int']],
  [{ n: 5.5 }, ['double']],
  [{ n: { $eq: 5 } }, ['array', 'int']],
  [{ n: { $gt: 5 } }, ['double', 'large']],
  [{ n: { $gte: 5, $lt: 6 } }, ['array', 'double', 'int']],
  [{ n: { $lte: 1 } }, ['array', 'one']],
  [{ n: { $lt: 1_700_000_000_001, $gt: 1_699_999_999_999 } }, ['large']],
  [{ n: '5' }, ['string']],
  [{ n: { $ne: 5 } }, ['date', 'double', 'large', 'none', 'null', 'one', 'string']],
  [{ n: { $in: [5, 1] } }, ['array', 'int', 'one']],
  [{ n: null }, ['none', 'null']],
  [{ n: { $exists: false } }, ['none']],
  [{ n: new Date(5) }, ['date']],
  [{ s: 'x' }, ['array', 'int']],
  [{ s: '' }, ['one']],
  [{ s: 'quote"\'é😀' }, ['large']],
  [{ b: true }, ['array', 'int']],
  [{ b: false }, ['double']],
  [{ b: 1 }, ['one']],
  [{ _id: 'int', n: 5 }, ['int']],
  [{ _id: 'int', n: 6 }, []],
  [{ _id: { $in: ['int', 'none', 'nobody'] } }, ['int', 'none']],
  [{ 'nested.n': 5 }, ['none']],
  [{ 'nested.list.s': { $in: ['x', 'w'] } }, ['none']],
  [{ n: 5, s: 'x' }, ['array', 'int']],
  [{ $or: [{ n: 1 }, { s: 'y' }] }, ['array', 'double', 'one']],
  [{ n: { $gt: 4 }, $or: [{ s: 'x' }, { s: 'y' }] }, ['array', 'double', 'int']],
];

describeWithMongo('filters give what MongoDB gives', (mongo) => {
  let client: MongoClient;
  const database = mongo.databaseName();
  const collection = () => client.db(database).collection<Doc>('documents');
  beforeAll(async () => {
    client = await new MongoClient(mongo.url).connect();
    await collection().insertMany([...documents]);
  });
  afterAll(() => client.close());

  test.each(cases)('%j', async (filter, ids) => {
    const found = await collection()
      .find(filter, { sort: { _id: 1 } })
      .toArray();
    expect(found.map(({ _id }) => _id)).toEqual(ids);
  });

  test('an unacknowledged write is followed by the right answers', async () => {
    await collection().insertOne({ _id: 'silent', n: 99 }, { writeConcern: { w: 0 } });
    const answers = await Promise.all(Array.from({ length: 20 }, () => collection().findOne({ _id: 'one' })));
    expect(new Set(answers.map((one) => one?._id))).toEqual(new Set(['one']));
    expect(await collection().deleteOne({ _id: 'silent' })).toMatchObject({ acknowledged: true });
  });
});
