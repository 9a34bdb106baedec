import assert from 'node:assert/strict';
import { aDerivative } from '../builders/images.ts';
import { longAgo } from '../builders/tasks.ts';
import { probed } from '../support/probed.ts';
import type { ImageStoreCase } from './harness.ts';
import { named } from './writing.ts';

const nothing = async (): Promise<ReadonlySet<string>> => new Set();

/** @internal */
export const sweepingCases: readonly ImageStoreCase[] = [
  {
    title: 'sweep removes old files that are not kept, keeps those that are and the young, and gives how many',
    async run(harness) {
      const [store, other] = [await harness.connect(), await harness.connect()];
      const write = async (content: string, name = 'a') => (await store.write(aDerivative(content), named(name))).path;
      const [orphan, second, referenced, young] = [
        await write('orphan'),
        await write('orphan', 'b'),
        await write('referenced'),
        await write('young'),
      ];
      for (const path of [orphan, second, referenced]) await harness.probe.age(path, longAgo);
      await harness.probe.age(young, longAgo + 60_000);
      const asked: string[] = [];
      const removed = await other.sweep(async (paths) => {
        asked.push(...paths);
        return new Set(paths.filter((path) => path === referenced));
      }, longAgo + 30_000);
      assert.equal(removed, 2);
      assert.deepEqual([await store.stat(orphan), await store.stat(second)], [undefined, undefined]);
      assert.ok((await store.stat(referenced)) && (await store.stat(young)));
      assert.ok(asked.includes(orphan) && asked.includes(second) && asked.includes(referenced), 'asked with keys');
      assert.equal(await other.sweep(async (paths) => new Set(paths), longAgo + 30_000), 0, 'nothing is left to do');
    },
  },
  {
    title: 'a file that was reused since is young again',
    async run(harness) {
      const store = await harness.connect();
      const { path } = await store.write(aDerivative(), named('a'));
      await harness.probe.age(path, longAgo);
      await store.write(aDerivative(), named('a'));
      assert.equal(await store.sweep(nothing, longAgo + 30_000), 0);
      assert.ok(await store.stat(path));
    },
  },
  {
    title: 'a file that is reused while sweep asks is kept',
    async run(harness) {
      const [store, other] = [await harness.connect(), await harness.connect()];
      const { path } = await store.write(aDerivative(), named('a'));
      await harness.probe.age(path, longAgo);
      const removed = await store.sweep(async () => {
        await other.write(aDerivative(), named('a'));
        return new Set();
      }, longAgo + 30_000);
      assert.equal(removed, 0);
      assert.ok(await store.stat(path));
    },
  },
  {
    title: 'keep is asked many at a time',
    async run(harness) {
      const store = await harness.connect();
      const contents = Array.from({ length: 40 }, (_, n) => `picture ${n}`);
      for (const content of contents) {
        const { path } = await store.write(aDerivative(content), named('a'));
        await harness.probe.age(path, longAgo);
      }
      let questions = 0;
      const keep = async (): Promise<ReadonlySet<string>> => {
        questions += 1;
        return new Set();
      };
      assert.equal(await store.sweep(keep, longAgo + 30_000), contents.length);
      assert.ok(questions <= 4, `${questions} questions for ${contents.length} files`);
      assert.deepEqual(await harness.probe.files(), []);
    },
  },
  {
    title: 'nothing is removed where it cannot be told what to keep, and sweep throws why',
    async run(harness) {
      const store = await harness.connect();
      const { path } = await store.write(aDerivative(), named('a'));
      await harness.probe.age(path, longAgo);
      const keep = async (): Promise<ReadonlySet<string>> => {
        throw new Error('the repository is down');
      };
      await assert.rejects(store.sweep(keep, longAgo + 30_000));
      assert.ok(await store.stat(path));
    },
  },
  {
    title: 'sweep of an empty store removes nothing',
    async run(harness) {
      assert.equal(await (await harness.connect()).sweep(nothing, Date.now()), 0);
    },
  },
  {
    title: 'sweep removes old parts of crashed writes, and no young ones',
    needs: ['parts'],
    async run(harness) {
      const store = await harness.connect();
      await probed(harness.probe.plantPart?.(longAgo), 'probe.plantPart');
      const [old] = await harness.probe.files();
      await probed(harness.probe.plantPart?.(longAgo + 60_000), 'probe.plantPart');
      const asked: string[] = [];
      const removed = await store.sweep(async (paths) => {
        asked.push(...paths);
        return new Set(paths);
      }, longAgo + 30_000);
      assert.deepEqual([removed, asked], [1, []], 'a part is no key that could be kept');
      const left = await harness.probe.files();
      assert.deepEqual([left.length, left.includes(old ?? '')], [1, false]);
    },
  },
];
