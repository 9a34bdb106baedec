import assert from 'node:assert/strict';
import { imageKey } from '@safelight/core';
import { aDerivative } from '../builders/images.ts';
import { rejectsForGood } from '../support/errors.ts';
import type { ImageStoreCase } from './harness.ts';
import { named } from './writing.ts';

/** Paths that are no keys of a store with this prefix, most of them attempts to leave it. */
function noKeys(prefix: string): readonly string[] {
  return [
    '',
    '/',
    prefix,
    `${prefix}/`,
    '/etc/passwd',
    '../../etc/passwd',
    `${prefix}/..`,
    `${prefix}/../../etc/passwd`,
    `${prefix}/a/../../../etc/passwd`,
    `${prefix}/a/1024/../../../../etc/passwd`,
    `${prefix}\\a\\1024\\picture.jpg`,
    `${prefix}/a/1024/..\\..\\picture.jpg`,
    `${prefix}/a/1024/picture\0.jpg`,
    `${prefix}-other/a/1024/0cc175b9c0f1b6a831c399e269772661.jpg`,
    `${prefix.slice(1)}/a/1024/0cc175b9c0f1b6a831c399e269772661.jpg`,
  ];
}

/** @internal */
export const keyCases: readonly ImageStoreCase[] = [
  {
    title: 'stat and remove refuse what is no key of this store with SOURCE_NOT_ALLOWED, and touch nothing',
    async run(harness, { patience }) {
      const store = await harness.connect();
      await store.write(aDerivative(), named('a'));
      const before = await harness.probe.files();
      for (const path of noKeys(harness.prefix)) {
        const what = JSON.stringify(path);
        await rejectsForGood(patience, 'SOURCE_NOT_ALLOWED', `stat of ${what}`, store.stat(path));
        await rejectsForGood(patience, 'SOURCE_NOT_ALLOWED', `remove of ${what}`, store.remove(path));
      }
      assert.deepEqual(await harness.probe.files(), before);
    },
  },
  {
    title: 'a name or a preset that would lead out of the store is refused, and nothing is written',
    async run(harness, { patience }) {
      const store = await harness.connect();
      const names = ['..', '../b', '../../../b', 'a/../../../b', '..\\..\\b', 'a\0b'];
      const signal = new AbortController().signal;
      for (const name of names) {
        const what = JSON.stringify(name);
        const byName = store.write(aDerivative(), { imageName: name, signal });
        await rejectsForGood(patience, 'SOURCE_NOT_ALLOWED', `imageName ${what}`, byName);
        const byPreset = store.write(aDerivative('picture', { resolution: name }), { imageName: 'a', signal });
        await rejectsForGood(patience, 'SOURCE_NOT_ALLOWED', `resolution ${what}`, byPreset);
      }
      assert.deepEqual(await harness.probe.files(), []);
    },
  },
  {
    title: 'stat of a key where nothing is gives undefined; remove removes one file and is idempotent',
    async run(harness) {
      const [store, other] = [await harness.connect(), await harness.connect()];
      const absent = imageKey(harness.prefix, 'a', aDerivative('never written'));
      assert.equal(await store.stat(absent), undefined);
      await store.remove(absent);
      const gone = await store.write(aDerivative('one'), named('a'));
      const kept = await store.write(aDerivative('two'), named('a'));
      await other.remove(gone.path);
      await other.remove(gone.path);
      assert.equal(await store.stat(gone.path), undefined);
      assert.equal((await store.stat(kept.path))?.size, kept.size);
      assert.equal((await store.write(aDerivative('one'), named('a'))).path, gone.path, 'it can be written again');
      assert.equal((await harness.probe.files()).length, 2);
    },
  },
];
