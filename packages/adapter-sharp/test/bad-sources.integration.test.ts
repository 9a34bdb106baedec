import { isPermanentProcessingError, isSafelightError } from '@safelight/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { deriveOne, failureOf } from './support/derive.ts';
import { damaged, gradient, hugePng, sample } from './support/images.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

async function expectRefusal(source: Uint8Array, code: string, message?: RegExp): Promise<void> {
  const error = await failureOf(source);
  expect(isPermanentProcessingError(error)).toBe(true);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message ?? /./) });
}

describe('CORRUPT_IMAGE', () => {
  it('is zero bytes', () => expectRefusal(new Uint8Array(), 'CORRUPT_IMAGE', /zero bytes/));

  it.each(['jpeg', 'png', 'webp', 'tiff', 'gif', 'avif'] as const)('is a %s cut short anywhere', async (format) => {
    const whole = await sharp(await sample('fig.jpg'))
      .resize(600)
      .toFormat(format)
      .toBuffer();
    expect(await failureOf(whole)).toBeUndefined();
    for (const part of [0.01, 0.25, 0.5, 0.9, 0.99]) {
      const length = Math.max(32, Math.floor(whole.length * part));
      await expectRefusal(whole.subarray(0, length), 'CORRUPT_IMAGE', /damaged or cut short/);
    }
  });

  it('is a progressive photo cut short', async () => {
    const whole = await sample('fig.jpg');
    await expectRefusal(whole.subarray(0, whole.length - 2000), 'CORRUPT_IMAGE');
  });

  it('is damage that the decoder notices', async () => {
    const photo = sharp(await sample('fig.jpg')).resize(600);
    const [png, gif] = [await photo.clone().png().toBuffer(), await photo.clone().gif().toBuffer()];
    const progressive = await sample('fig.jpg');
    for (const source of [png, gif, progressive]) await expectRefusal(damaged(source, 0.3, 300), 'CORRUPT_IMAGE');
  });

  it('is less with a laxer failOn', async () => {
    const source = damaged(await sample('fig.jpg'), 0.3, 300);
    expect(await deriveOne(source, { width: 100 }, { failOn: 'truncated' })).toMatchObject({ width: 100 });
  });

  it('is the mere beginning of a format', async () => {
    await expectRefusal(bytes('\xff\xd8\xff\xe0'), 'CORRUPT_IMAGE');
    await expectRefusal(bytes('\x89PNG\r\n\x1a\n'), 'CORRUPT_IMAGE');
    await expectRefusal(bytes('RIFF\0\0\0\0WEBP'), 'CORRUPT_IMAGE');
    await expectRefusal(bytes('GIF89a'), 'CORRUPT_IMAGE');
    await expectRefusal(bytes('II*\0'), 'CORRUPT_IMAGE');
    await expectRefusal(bytes('\0\0\0\x14ftypavif\0\0\0\0avif'), 'CORRUPT_IMAGE');
  });

  it('is not a photo whose phone wrote the scan header wrong', async () => {
    const source = await gradient(300, 200).jpeg().toBuffer();
    const scan = source.indexOf(Buffer.from([0xff, 0xda]));
    // The last coefficient of the scan: 63, which these phones leave at 0.
    source.writeUInt8(0, scan + 2 + source.readUInt16BE(scan + 2) - 2);
    await expect(sharp(source).raw().toBuffer()).rejects.toThrow('Invalid SOS parameters');
    expect(await failureOf(source)).toBeUndefined();
    await expectRefusal(source.subarray(0, source.length - 500), 'CORRUPT_IMAGE');
  });
});

describe('UNSUPPORTED_FORMAT', () => {
  it.each([
    ['a text', bytes('hello, this is no image at all'), /no image of a known kind/],
    ['one byte', bytes('x'), /no image/],
    ['an SVG', bytes('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /SVG/],
    ['a page', bytes('<!doctype html><p>404'), /HTML/],
    ['a PDF', bytes('%PDF-1.7\n1 0 obj'), /PDF/],
    ['a HEIC', bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), /HEIC/],
    ['a video', bytes('\0\0\0\x14ftypisom\0\0\0\0mp42'), /no image/],
    ['a PPM', bytes('P6 1 1 255\nabc'), /no image/],
    ['a bitmap', bytes(`BM${'\0'.repeat(60)}`), /no image/],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)), /no image/],
  ])('is %s', (_name, source, message) => expectRefusal(source, 'UNSUPPORTED_FORMAT', message));

  it('is camera raw in TIFF’s clothes, of which only a preview could be read', async () => {
    const tiff = await gradient(200, 100).tiff().toBuffer();
    expect(await failureOf(tiff)).toBeUndefined();
    const directory = tiff.readUInt32LE(4);
    expect(tiff.subarray(0, 2).toString()).toBe('II');
    const dng = Buffer.from(tiff);
    dng.writeUInt16LE(0xc612, directory + 2 + 12);
    await expectRefusal(dng, 'UNSUPPORTED_FORMAT', /camera raw/);
    await expectRefusal(bytes(`II*\0\x10\0\0\0CR\x02\0${'\0'.repeat(30)}`), 'UNSUPPORTED_FORMAT', /camera raw/);
  });
});

describe('IMAGE_TOO_LARGE', () => {
  it('is a PNG of 30,000 x 30,000 in a few kilobytes, at once and without its pixels', async () => {
    const bomb = hugePng(30_000, 30_000);
    expect(bomb.length).toBeLessThan(200_000);
    await failureOf(await sample('fig.jpg'));
    const memory = process.memoryUsage().rss;
    const started = performance.now();
    await expectRefusal(bomb, 'IMAGE_TOO_LARGE', /30000 x 30000, 900000000 pixels/);
    expect(performance.now() - started).toBeLessThan(500);
    expect(process.memoryUsage().rss - memory).toBeLessThan(50e6);
  });

  it('is what has more pixels, bytes or channels than the options allow', async () => {
    const source = await gradient(100, 100).png().toBuffer();
    const code = 'IMAGE_TOO_LARGE';
    expect(await failureOf(source, { maxSourcePixels: 10_000 })).toBeUndefined();
    expect(await failureOf(source, { maxSourcePixels: 9_999 })).toMatchObject({ code });
    expect(await failureOf(source, { maxSourceBytes: source.length })).toBeUndefined();
    expect(await failureOf(source, { maxSourceBytes: source.length - 1 })).toMatchObject({ code });
    expect(await failureOf(source, { maxSourceChannels: 3 })).toBeUndefined();
    expect(await failureOf(source, { maxSourceChannels: 2 })).toMatchObject({ code });
  });

  it('can be raised', async () => {
    const source = hugePng(17_000, 16_000);
    expect(await failureOf(source)).toMatchObject({ code: 'IMAGE_TOO_LARGE' });
    expect(await deriveOne(source, { width: 64 }, { maxSourcePixels: 3e8 })).toMatchObject({ width: 64, height: 60 });
  });
});

describe('the time limit', () => {
  it('fails the attempt, to be tried again', async () => {
    const options = { timeoutSeconds: 1, maxSourcePixels: 2e9 };
    const slow = hugePng(45_000, 40_000);
    const started = performance.now();
    const error = await deriveOne(slow, { width: 64 }, options).catch((reason: unknown) => reason);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(error).toMatchObject({
      code: 'PROCESSING_FAILED',
      message: expect.stringContaining('Decoding the source reached its time limit'),
    });
    expect([isSafelightError(error), isPermanentProcessingError(error)]).toEqual([true, false]);
  });
});
