import { imageProcessorContract, type Sample, type Samples } from '@safelight/contracts';
import { imageFormats } from '@safelight/core';
import sharp from 'sharp';
import { describe, it } from 'vitest';
import { sharpProcessor } from '../src/index.ts';
import { gradient, hugePng, sample } from './support/images.ts';

async function makeSamples(): Promise<Samples> {
  const photo = await sample('fig.jpg');
  const landscape: Sample = { bytes: photo, width: 2572, height: 1740 };
  return {
    landscape,
    portrait: { bytes: await gradient(900, 1201).png().toBuffer(), width: 900, height: 1201 },
    small: { bytes: await gradient(64, 48).webp({ lossless: true }).toBuffer(), width: 64, height: 48 },
    turned: { bytes: await sample('two-dogs.jpg'), width: 2056, height: 3088 },
    corrupt: {
      empty: new Uint8Array(),
      'cut short': photo.subarray(0, photo.length / 2),
      'a mere beginning': photo.subarray(0, 4),
    },
    unsupported: {
      text: Buffer.from('no image'),
      svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    },
    tooLarge: { pixels: hugePng(30_000, 30_000) },
  };
}

const samples = makeSamples();

imageProcessorContract({
  runner: { describe, it },
  adapter: 'SharpImageProcessor',
  create: async () => ({
    processor: sharpProcessor(),
    samples: await samples,
    probe: { measure },
    async close() {},
  }),
});

async function measure(data: Uint8Array) {
  const { width, height, format, compression } = await sharp(data).metadata();
  const name = compression === 'av1' ? 'avif' : format;
  const known = imageFormats.find((one) => one === name);
  if (!known) throw new Error(`${name} is no format of a derivative`);
  return { width, height, format: known };
}
