import { isPermanentProcessingError } from '@safelight/core';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { geometryOf, sizeOf } from '../src/geometry.ts';
import { deriveAll, deriveOne, failureOf } from './support/derive.ts';
import { gradient, pixelAt, quarters } from './support/images.ts';

const side = fc.integer({ min: 1, max: 700 });

describe('the sizes of the derivatives', () => {
  it('are those of sharp’s own resize, fit inside, on the whole decode', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, side, fc.option(side, { nil: undefined }), async (width, height, w, h) => {
        const source = await gradient(width, height).png({ compressionLevel: 1 }).toBuffer();
        const { info } = await sharp(source)
          .resize(w, h ?? null, { fit: 'inside', withoutEnlargement: true })
          .raw()
          .toBuffer({ resolveWithObject: true });
        const { frame } = geometryOf({ width, height }, { width: w, fit: 'inside', ...(h && { height: h }) });
        expect(frame).toEqual({ width: info.width, height: info.height });
      }),
      // The first ones come to half a pixel, where the last bit of a division decides.
      {
        numRuns: 150,
        examples: [
          [310, 248, 23, 18],
          [221, 676, 683, 650],
          [425, 100, 447, 78],
          [453, 604, 531, 438],
        ],
      },
    );
  });

  it('are true to the bytes for both default presets, whatever the source', async () => {
    const large = fc.integer({ min: 500, max: 2600 });
    await fc.assert(
      fc.asyncProperty(large, large, async (width, height) => {
        const source = await plainJpeg(width, height);
        for (const one of await deriveAll(source, { '1024': { width: 1024 }, '800': { width: 800 } })) {
          const box = Number(one.resolution);
          const scale = Math.min(1, box / width);
          const metadata = await sharp(one.data).metadata();
          expect([metadata.width, metadata.height]).toEqual([one.width, one.height]);
          expect(one.width).toBe(Math.min(box, width));
          expect(Math.abs(one.height - height * scale)).toBeLessThanOrEqual(0.5 + 1e-9);
          expect(one.size).toBe(one.data.byteLength);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('never exceed the source or the box, and never vanish', () => {
    fc.assert(
      fc.property(side, side, side, side, fc.constantFrom('inside', 'cover'), (width, height, w, h, fit) => {
        const size = sizeOf(geometryOf({ width, height }, { width: w, height: h, fit }));
        expect(size.width).toBeLessThanOrEqual(Math.min(width, w));
        expect(size.height).toBeLessThanOrEqual(Math.min(height, h));
        expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('fill the box for cover, and crop around the middle', async () => {
    const source = await quarters(600, 300).png().toBuffer();
    const cover = await deriveOne(source, { width: 100, height: 100, fit: 'cover', format: 'png' });
    expect([cover.width, cover.height]).toEqual([100, 100]);
    const expected = await sharp(source).resize(100, 100, { fit: 'cover' }).raw().toBuffer();
    expect(await sharp(cover.data).raw().toBuffer()).toEqual(expected);
    expect(await pixelAt(cover.data, 0.1, 0.1)).toEqual([255, 0, 0]);
    expect(await pixelAt(cover.data, 0.9, 0.9)).toEqual([255, 255, 255]);
  });

  it('keep the box’s shape for cover where the source is too small to fill it', async () => {
    const source = await quarters(300, 200).png().toBuffer();
    const wide = await deriveOne(source, { width: 400, height: 100, fit: 'cover', format: 'png' });
    const square = await deriveOne(source, { width: 1000, height: 1000, fit: 'cover', format: 'png' });
    expect([wide.width, wide.height]).toEqual([300, 75]);
    expect([square.width, square.height]).toEqual([200, 200]);
    expect(await pixelAt(square.data, 0.2, 0.2)).toEqual([255, 0, 0]);
  });

  it('crop the shared pixels as sharp would crop its own', async () => {
    const source = await gradient(2000, 1000).png().toBuffer();
    const [, cover] = await deriveAll(source, {
      large: { width: 1600, format: 'png' },
      cover: { width: 300, height: 300, fit: 'cover', format: 'png' },
    });
    const expected = await sharp(source).resize(300, 300, { fit: 'cover' }).raw().toBuffer();
    const actual = await sharp(cover?.data).raw().toBuffer();
    expect(actual.every((value, index) => Math.abs(value - (expected[index] ?? 0)) <= 2)).toBe(true);
  });

  it('say before decoding when a format cannot be as long as the source asks', async () => {
    const source = await sharp({ create: { width: 4, height: 17_000, channels: 3, background: '#888' } })
      .png()
      .toBuffer();
    expect((await deriveOne(source, { width: 10 })).height).toBe(17_000);
    const error = await deriveOne(source, { width: 10, format: 'webp' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining('Give the preset a height'),
    });
    expect(isPermanentProcessingError(error)).toBe(true);
    expect(await failureOf(source)).toBeUndefined();
  });
});

function plainJpeg(width: number, height: number): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#4682b4' } })
    .jpeg()
    .toBuffer();
}
