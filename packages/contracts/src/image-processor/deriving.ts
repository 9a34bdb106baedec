import assert from 'node:assert/strict';
import { type Derivative, definePresets, type ImageFormat, imageFormats, type Preset } from '@safelight/core';
import { md5 } from '../builders/images.ts';
import { probed } from '../support/probed.ts';
import type { ImageProcessorCase, ImageProcessorHarness, Sample } from './harness.ts';

/** All derivatives, by resolution: they come in any order. */
export async function derived(
  { processor }: ImageProcessorHarness,
  { bytes }: Pick<Sample, 'bytes'>,
  presets: readonly Preset[],
): Promise<ReadonlyMap<string, Derivative>> {
  const found = new Map<string, Derivative>();
  for await (const one of processor.derive(bytes, presets, { signal: new AbortController().signal })) {
    assert.ok(!found.has(one.resolution), `${one.resolution} must be derived once`);
    found.set(one.resolution, one);
  }
  assert.deepEqual([...found.keys()].sort(), presets.map((preset) => preset.name).sort());
  return found;
}

/** Checks that a size is the sample's, fitted into the box of the preset to within a pixel, never enlarged. */
function assertFits(derivative: Derivative | undefined, sample: Sample, preset: Preset): void {
  assert.ok(derivative);
  const scale = Math.min(1, preset.width / sample.width, (preset.height ?? sample.height) / sample.height);
  const { width, height } = derivative;
  const isNear = Math.abs(width - sample.width * scale) <= 1 && Math.abs(height - sample.height * scale) <= 1;
  const isInside = width <= Math.min(preset.width, sample.width) && height <= (preset.height ?? sample.height);
  assert.ok(isNear && isInside, `${preset.name} of ${sample.width} x ${sample.height} is ${width} x ${height}`);
}

const inside = definePresets({
  hero: { width: 1024 },
  thumb: { width: 800, quality: 70 },
  box: { width: 600, height: 100 },
  column: { width: 100, height: 600 },
});

/** @internal */
export const derivingCases: readonly ImageProcessorCase[] = [
  {
    title: 'each preset gives one derivative with its name and format, whose size and MD5 are those of its bytes',
    async run(harness) {
      const derivatives = await derived(harness, harness.samples.landscape, inside.all);
      for (const preset of inside.all) {
        const one = derivatives.get(preset.name);
        assert.ok(one);
        assert.deepEqual([one.format, one.size, one.md5], [preset.format, one.data.byteLength, md5(one.data)]);
        assert.ok(one.size > 0);
      }
    },
  },
  {
    title: 'a derivative fits into its box, whole and in proportion, of landscape and portrait alike',
    async run(harness) {
      for (const sample of [harness.samples.landscape, harness.samples.portrait]) {
        const derivatives = await derived(harness, sample, inside.all);
        for (const preset of inside.all) assertFits(derivatives.get(preset.name), sample, preset);
      }
    },
  },
  {
    title: 'nothing is enlarged',
    async run(harness) {
      const { small } = harness.samples;
      const derivatives = await derived(harness, small, inside.all);
      for (const { width, height } of derivatives.values()) {
        assert.deepEqual([width, height], [small.width, small.height]);
      }
    },
  },
  {
    title: 'cover fills its box exactly where the source is large enough',
    async run(harness) {
      const presets = definePresets({ square: { width: 300, height: 300, fit: 'cover' } });
      for (const sample of [harness.samples.landscape, harness.samples.portrait]) {
        const one = (await derived(harness, sample, presets.all)).get('square');
        assert.deepEqual([one?.width, one?.height], [300, 300]);
      }
    },
  },
  {
    title: 'every format of a preset is made, and the bytes have the size and format that the derivative says',
    needs: ['measure'],
    async run(harness) {
      const recipes = imageFormats.map((format): [ImageFormat, { width: number; format: ImageFormat }] => [
        format,
        { width: 40, format },
      ]);
      const presets = definePresets(Object.fromEntries(recipes));
      for (const sample of [harness.samples.landscape, harness.samples.small]) {
        for (const one of (await derived(harness, sample, presets.all)).values()) {
          const { width, height, format } = one;
          const measured = await probed(harness.probe.measure?.(one.data), 'probe.measure');
          assert.deepEqual(measured, { width, height, format });
        }
      }
    },
  },
  {
    title: 'a picture that is stored on its side comes out upright, without the metadata that said so',
    needs: ['orientation'],
    async run(harness) {
      const { turned } = harness.samples;
      assert.ok(turned, 'The harness has no samples.turned: give it one, or turn the feature orientation off.');
      const derivatives = await derived(harness, turned, inside.all);
      for (const preset of inside.all) {
        const one = derivatives.get(preset.name);
        assertFits(one, turned, preset);
        assert.equal(Buffer.from(one?.data ?? []).includes('Exif\0\0'), false, 'no EXIF is left');
      }
    },
  },
];
