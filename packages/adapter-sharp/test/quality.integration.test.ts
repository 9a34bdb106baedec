import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { deriveAll, deriveOne } from './support/derive.ts';
import { psnr, sample } from './support/images.ts';

const photos = ['dandelions.jpg', 'sunset.jpg', 'mountain-path.jpg', 'two-dogs.jpg', 'fig.jpg'];

describe('what sharing the decode costs in quality', () => {
  // Against a lossless reduction of the whole decode: what an 800 from the 1024's pixels has lost, and
  // what one with a decode of its own has.
  it.each(photos)('is at most 0.15 dB of the 800’s for %s', async (name) => {
    const source = await sample(name);
    const [, shared] = await deriveAll(source, { '1024': { width: 1024 }, '800': { width: 800 } });
    const separate = await deriveOne(source, { width: 800 });
    if (!shared) throw new Error('there is no second derivative');
    expect([shared.width, shared.height]).toEqual([separate.width, separate.height]);
    const whole = await sharp(source, { autoOrient: true }).raw().toBuffer({ resolveWithObject: true });
    const { width, height } = whole.info;
    const reference = await sharp(whole.data, { raw: { width, height, channels: 3 } })
      .resize(shared.width, shared.height, { fit: 'fill' })
      .raw()
      .toBuffer();
    const quality = async (data: Uint8Array) => psnr(reference, await sharp(data).raw().toBuffer());
    expect(await quality(shared.data)).toBeGreaterThan((await quality(separate.data)) - 0.15);
  });
});
