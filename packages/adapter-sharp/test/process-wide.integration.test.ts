import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { configureSharp, sharpProcessor } from '../src/index.ts';
import { deriveAll } from './support/derive.ts';
import { gradient } from './support/images.ts';

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');

describe('sharp’s process-wide settings', () => {
  const before = { threads: sharp.concurrency(), cache: sharp.cache() };

  afterAll(() => {
    sharp.unblock({ operation: ['VipsForeignLoad'] });
    sharp.concurrency(before.threads);
    sharp.cache({ memory: before.cache.memory.max });
  });

  it('stay as they are when a processor is made and works', async () => {
    sharpProcessor();
    await deriveAll(await gradient(100, 50).png().toBuffer(), { a: { width: 50 } });
    expect(sharp.concurrency()).toBe(before.threads);
    expect(sharp.cache().memory.max).toBe(before.cache.memory.max);
    expect((await sharp(svg).metadata()).format).toBe('svg');
  });

  it('are set by configureSharp: the loaders of the sources stay open, the others close', async () => {
    configureSharp({ threads: 1 });
    expect(sharp.concurrency()).toBe(1);
    expect(sharp.cache().memory.max).toBe(0);
    await expect(sharp(svg).metadata()).rejects.toThrow('unsupported image format');
    for (const format of ['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const) {
      const source = await gradient(60, 40).toFormat(format).toBuffer();
      const derivatives = await deriveAll(source, { a: { width: 50 }, b: { width: 30 } });
      expect(derivatives.map((one) => one.width)).toEqual([50, 30]);
    }
  });
});
