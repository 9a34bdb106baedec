import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { isAbortedError } from '@safelight/core';
import { rejectsWith } from '../support/errors.ts';
import { within } from '../support/waiting.ts';
import type { SourceReaderCase } from './harness.ts';

const never = (): AbortSignal => new AbortController().signal;

/** @internal */
export const readingCases: readonly SourceReaderCase[] = [
  {
    title: 'read gives the very bytes, whole, for every process',
    async run(harness) {
      const bytes = randomBytes(200_000);
      const source = await harness.probe.place('photo.jpg', bytes);
      for (const reader of [await harness.connect(), await harness.connect()]) {
        assert.ok(bytes.equals(await reader.read(source, never())), 'the very bytes');
      }
    },
  },
  {
    title: 'names with spaces, dots and letters of any script are names like others',
    async run(harness) {
      const reader = await harness.connect();
      for (const name of ['my photo (1).JPG', 'Žofie ✓.jpeg', '写真.png', '.hidden', 'two..dots.jpg']) {
        const source = await harness.probe.place(name, Buffer.from(name));
        assert.equal(Buffer.from(await reader.read(source, never())).toString(), name);
      }
    },
  },
  {
    title: 'reads side by side do not mix',
    async run(harness) {
      const reader = await harness.connect();
      const contents = Array.from({ length: 12 }, (_, n) => randomBytes(20_000 + n));
      const sources = await Promise.all(contents.map((bytes, n) => harness.probe.place(`${n}.jpg`, bytes)));
      const read = await Promise.all(sources.map((source) => reader.read(source, never())));
      for (const [n, bytes] of read.entries()) assert.ok(contents[n]?.equals(bytes), `source ${n}`);
    },
  },
  {
    title: 'a read that is released takes nothing from another read of the same source',
    async run(harness) {
      const reader = await harness.connect();
      const bytes = randomBytes(200_000);
      const source = await harness.probe.place('photo.jpg', bytes);
      const [done, other] = [await reader.read(source, never()), await reader.read(source, never())];
      reader.release?.(done);
      assert.ok(bytes.equals(other), 'a read from before');
      assert.ok(bytes.equals(await reader.read(source, never())), 'a read from after');
    },
  },
  {
    title: 'a read that is aborted before, or while it goes on, ends soon',
    async run(harness, { patience }) {
      const reader = await harness.connect();
      const bytes = randomBytes(200_000);
      const source = await harness.probe.place('photo.jpg', bytes);
      await rejectsWith(patience, 'ABORTED', 'read', reader.read(source, AbortSignal.abort()));
      const abort = new AbortController();
      const read = reader.read(source, abort.signal).catch((error: unknown) => error);
      abort.abort();
      const outcome = await within(patience, 'the read', read);
      // The abort may come too late: then the bytes are whole.
      const isWhole = outcome instanceof Uint8Array && bytes.equals(outcome);
      assert.ok(isWhole || isAbortedError(outcome), `ended with ${String(outcome)}`);
    },
  },
];
