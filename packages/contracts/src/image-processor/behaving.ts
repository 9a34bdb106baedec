import assert from 'node:assert/strict';
import { definePresets, type ErrorCode } from '@safelight/core';
import { md5 } from '../builders/images.ts';
import { rejectsForGood, rejectsWith } from '../support/errors.ts';
import { within } from '../support/waiting.ts';
import { derived } from './deriving.ts';
import type { ImageProcessorCase, ImageProcessorHarness } from './harness.ts';

const presets = definePresets({ hero: { width: 1024 }, thumb: { width: 800 }, icon: { width: 48 } });

/** Checks that each of the sources fails for good with the code. */
async function refuses(
  harness: ImageProcessorHarness,
  ms: number,
  code: ErrorCode,
  sources: Readonly<Record<string, Uint8Array>> = {},
): Promise<void> {
  assert.ok(Object.keys(sources).length > 0, `the harness must give samples for ${code}`);
  for (const [name, bytes] of Object.entries(sources)) {
    await rejectsForGood(ms, code, name, derived(harness, { bytes }, presets.all));
  }
}

/** @internal */
export const behavingCases: readonly ImageProcessorCase[] = [
  {
    title: 'the same source and presets give the same bytes, alone or side by side, and the source is left as it was',
    async run(harness) {
      const { landscape, portrait } = harness.samples;
      const before = [md5(landscape.bytes), md5(portrait.bytes)];
      const hashes = async (sample: typeof landscape) =>
        [...(await derived(harness, sample, presets.all))].map(([name, one]) => `${name} ${one.md5}`).sort();
      const [one, other] = [await hashes(landscape), await hashes(portrait)];
      assert.notDeepEqual(one, other, 'other sources give other bytes');
      const again = await Promise.all([landscape, portrait, landscape].map(hashes));
      assert.deepEqual(again, [one, other, one]);
      assert.deepEqual([md5(landscape.bytes), md5(portrait.bytes)], before);
    },
  },
  {
    title: 'a damaged source fails for good with CORRUPT_IMAGE',
    async run(harness, { patience }) {
      await refuses(harness, patience, 'CORRUPT_IMAGE', harness.samples.corrupt);
    },
  },
  {
    title: 'what is no image, or in a format that is not open, fails for good with UNSUPPORTED_FORMAT',
    async run(harness, { patience }) {
      await refuses(harness, patience, 'UNSUPPORTED_FORMAT', harness.samples.unsupported);
    },
  },
  {
    title: 'a source beyond the limits fails for good with IMAGE_TOO_LARGE',
    needs: ['limits'],
    async run(harness, { patience }) {
      await refuses(harness, patience, 'IMAGE_TOO_LARGE', harness.samples.tooLarge);
    },
  },
  {
    title: 'a signal that had aborted before ends the work with ABORTED, before any derivative',
    async run(harness, { patience }) {
      const context = { signal: AbortSignal.abort() };
      const work = (async () => {
        for await (const one of harness.processor.derive(harness.samples.landscape.bytes, presets.all, context)) {
          assert.fail(`${one.resolution} was derived`);
        }
      })();
      await rejectsWith(patience, 'ABORTED', 'derive', work);
    },
  },
  {
    title: 'a signal that aborts midway ends the work with ABORTED, and the processor works on for others',
    async run(harness, { patience }) {
      const abort = new AbortController();
      const { landscape } = harness.samples;
      const work = (async () => {
        for await (const _one of harness.processor.derive(landscape.bytes, presets.all, abort)) abort.abort();
      })();
      await rejectsWith(patience, 'ABORTED', 'derive', work);
      await derived(harness, landscape, presets.all);
    },
  },
  {
    title: 'whoever stops taking derivatives is not held up',
    async run(harness, { patience }) {
      const { signal } = new AbortController();
      const work = (async () => {
        for await (const _one of harness.processor.derive(harness.samples.landscape.bytes, presets.all, { signal })) {
          return;
        }
      })();
      await within(patience, 'the end', work);
    },
  },
];
