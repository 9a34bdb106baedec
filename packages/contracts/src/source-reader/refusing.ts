import assert from 'node:assert/strict';
import type { ErrorCode, Source, SourceReader } from '@safelight/core';
import { rejectsForGood } from '../support/errors.ts';
import { probed } from '../support/probed.ts';
import type { SourceReaderCase } from './harness.ts';

async function refuses(ms: number, reader: SourceReader, code: ErrorCode, sources: readonly Source[]): Promise<void> {
  assert.ok(sources.length > 0, 'the probe must name sources');
  for (const source of sources) {
    const read = reader.read(source, new AbortController().signal);
    await rejectsForGood(ms, code, `read of ${JSON.stringify(source.path)}`, read);
  }
}

/** @internal */
export const refusingCases: readonly SourceReaderCase[] = [
  {
    title: 'a source where nothing is fails for good with SOURCE_NOT_FOUND',
    async run(harness, { patience }) {
      await refuses(patience, await harness.connect(), 'SOURCE_NOT_FOUND', [await harness.probe.missing()]);
    },
  },
  {
    title: 'a source outside the root fails for good with SOURCE_NOT_ALLOWED, however it is named',
    needs: ['roots'],
    async run(harness, { patience }) {
      const sources = await probed(harness.probe.outside?.(), 'probe.outside');
      await refuses(patience, await harness.connect(), 'SOURCE_NOT_ALLOWED', sources);
    },
  },
  {
    title: 'a link that leads out of the root fails for good with SOURCE_NOT_ALLOWED',
    needs: ['symlinks'],
    async run(harness, { patience }) {
      const sources = await probed(harness.probe.linksOut?.(), 'probe.linksOut');
      await refuses(patience, await harness.connect(), 'SOURCE_NOT_ALLOWED', sources);
    },
  },
  {
    title: 'what is no regular file fails for good with SOURCE_NOT_ALLOWED, and is not waited for',
    needs: ['specialFiles'],
    async run(harness, { patience }) {
      const sources = await probed(harness.probe.special?.(), 'probe.special');
      await refuses(patience, await harness.connect(), 'SOURCE_NOT_ALLOWED', sources);
    },
  },
  {
    title: 'a source of the largest size is read, one byte more fails for good with IMAGE_TOO_LARGE',
    needs: ['sizeLimit'],
    async run(harness, { patience }) {
      const { maxBytes } = harness.probe;
      assert.ok(maxBytes !== undefined, 'The harness has no probe.maxBytes: give it one, or turn sizeLimit off.');
      const reader = await harness.connect();
      const largest = await harness.probe.place('largest.jpg', new Uint8Array(maxBytes));
      assert.equal((await reader.read(largest, new AbortController().signal)).byteLength, maxBytes);
      const larger = await harness.probe.place('larger.jpg', new Uint8Array(maxBytes + 1));
      await refuses(patience, reader, 'IMAGE_TOO_LARGE', [larger]);
    },
  },
];
