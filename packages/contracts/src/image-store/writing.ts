import assert from 'node:assert/strict';
import { imageKey, isAbortedError, isPermanentProcessingError, type WriteOptions } from '@safelight/core';
import { aDerivative } from '../builders/images.ts';
import { longAgo } from '../builders/tasks.ts';
import { errorOf, rejectsWith } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import { within } from '../support/waiting.ts';
import type { ImageStoreCase } from './harness.ts';

/** Write options for a source of this name. */
export function named(imageName: string, signal: AbortSignal = new AbortController().signal): WriteOptions {
  return { imageName, signal };
}

/** Big enough that a write takes several turns. */
const large: Uint8Array = new Uint8Array(4 * 1024 * 1024).map((_, index) => index % 251);

/** @internal */
export const writingCases: readonly ImageStoreCase[] = [
  {
    title: 'write stores the derivative whole under its content hash, for every process, and gives it with its key',
    async run(harness) {
      const [store, other] = [await harness.connect(), await harness.connect()];
      const before = Date.now();
      const derivative = aDerivative(large);
      const { data, ...image } = derivative;
      const stored = await store.write(derivative, named('a'));
      const path = imageKey(harness.prefix, 'a', derivative);
      assert.deepEqual(stored, { ...image, path });
      assert.ok(Buffer.from(data).equals((await harness.probe.read(path)) ?? Buffer.alloc(0)), 'the very bytes');
      const stat = await other.stat(path);
      assert.equal(stat?.size, data.byteLength);
      assert.ok(stat.modifiedAt >= before - 2_000 && stat.modifiedAt <= Date.now() + 2_000, 'its time is now');
      assert.equal((await harness.probe.files()).length, 1, 'one file, and nothing besides');
    },
  },
  {
    title: 'unknown fields of a derivative are kept on the stored image',
    async run(harness) {
      const store = await harness.connect();
      const stored = await store.write({ ...aDerivative(), ...{ blurHash: 'LEHV6n' } }, named('a'));
      assert.equal(Reflect.get(stored, 'blurHash'), 'LEHV6n');
    },
  },
  {
    title: 'the same content twice is one file whose time is refreshed',
    async run(harness) {
      const [store, other] = [await harness.connect(), await harness.connect()];
      const { path } = await store.write(aDerivative('picture'), named('a'));
      await harness.probe.age(path, longAgo);
      assert.equal((await store.stat(path))?.modifiedAt, longAgo);
      const before = Date.now();
      assert.equal((await other.write(aDerivative('picture'), named('a'))).path, path);
      assert.ok(((await store.stat(path))?.modifiedAt ?? 0) >= before - 2_000, 'the time is refreshed');
      assert.equal((await harness.probe.files()).length, 1);
    },
  },
  {
    title: 'other content, another preset or another name is another file',
    async run(harness) {
      const store = await harness.connect();
      const paths = [
        await store.write(aDerivative('one'), named('a')),
        await store.write(aDerivative('two'), named('a')),
        await store.write(aDerivative('one', { resolution: '800' }), named('a')),
        await store.write(aDerivative('one'), named('b')),
        await store.write(aDerivative('one', { format: 'webp' }), named('a')),
      ].map(({ path }) => path);
      assert.equal(new Set(paths).size, 5);
      assert.equal((await harness.probe.files()).length, 5);
    },
  },
  {
    title: 'writes of one content that race end as one whole file',
    async run(harness, { patience }) {
      const clients = [await harness.connect(), await harness.connect(), await harness.connect()];
      const derivative = aDerivative(large);
      const writes = clients.flatMap((store) => [1, 2].map(() => store.write(derivative, named('a'))));
      const paths = new Set((await within(patience, 'the writes', Promise.all(writes))).map(({ path }) => path));
      assert.equal(paths.size, 1);
      const [path = ''] = paths;
      assert.ok(Buffer.from(large).equals((await harness.probe.read(path)) ?? Buffer.alloc(0)), 'the very bytes');
      assert.equal((await harness.probe.files()).length, 1, 'one file, and nothing besides');
    },
  },
  {
    title: 'a reader never sees a part of a file',
    async run(harness) {
      const store = await harness.connect();
      const derivative = aDerivative(large);
      const path = imageKey(harness.prefix, 'a', derivative);
      let isWritten = false;
      const written = store.write(derivative, named('a')).finally(() => {
        isWritten = true;
      });
      while (!isWritten) {
        const seen = await harness.probe.read(path);
        assert.ok(seen === undefined || seen.byteLength === large.byteLength, `saw ${seen?.byteLength} bytes`);
        await new Promise(setImmediate);
      }
      await written;
    },
  },
  {
    title: 'a write that is aborted before, or while it goes on, leaves nothing behind',
    async run(harness, { patience }) {
      const store = await harness.connect();
      await rejectsWith(patience, 'ABORTED', 'write', store.write(aDerivative(), named('a', AbortSignal.abort())));
      assert.deepEqual(await harness.probe.files(), []);
      const abort = new AbortController();
      const write = store.write(aDerivative(large), named('a', abort.signal)).then(
        ({ path }) => ({ path, error: undefined }),
        (error: unknown) => ({ path: undefined, error }),
      );
      abort.abort();
      const { path, error } = await within(patience, 'the write', write);
      // The abort may come too late: then the file is stored, whole.
      assert.ok(path !== undefined || isAbortedError(error), `rejected with ${String(error)}`);
      assert.equal((await harness.probe.files()).length, path === undefined ? 0 : 1);
      if (path !== undefined) assert.equal((await store.stat(path))?.size, large.byteLength);
    },
  },
  {
    title: 'a write that fails leaves nothing behind, is no permanent failure, and can be repeated',
    needs: ['failure'],
    async run(harness, { patience }) {
      const store = await harness.connect();
      await probed(harness.probe.breakWrites?.(), 'probe.breakWrites');
      const error = await errorOf(patience, 'write', store.write(aDerivative(large), named('a')));
      assert.equal(isPermanentProcessingError(error) || isAbortedError(error), false, `may pass: ${String(error)}`);
      assert.deepEqual(await harness.probe.files(), []);
      await probed(harness.probe.mendWrites?.(), 'probe.mendWrites');
      const { path } = await store.write(aDerivative(large), named('a'));
      assert.equal((await store.stat(path))?.size, large.byteLength);
      assert.equal((await harness.probe.files()).length, 1);
    },
  },
];
