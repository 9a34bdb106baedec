import { createHash } from 'node:crypto';
import type { PresetOptions } from '@safelight/core';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { deriveAll, deriveOne } from './support/derive.ts';
import { gradient, pixelAt, plain, psnr, quarters, sample } from './support/images.ts';

const white = [255, 255, 255];
const [red, green, blue] = [
  [254, 0, 0],
  [0, 255, 1],
  [0, 0, 254],
];

describe('upright', () => {
  // How to turn an upright picture so that each orientation shows it upright again.
  const stored: Record<number, (image: Sharp) => Sharp> = {
    1: (image) => image,
    2: (image) => image.flop(),
    3: (image) => image.rotate(180),
    4: (image) => image.flip(),
    5: (image) => image.rotate(270).flop(),
    6: (image) => image.rotate(270),
    7: (image) => image.rotate(90).flop(),
    8: (image) => image.rotate(90),
  };

  it.each(Object.keys(stored).map(Number))('comes out for EXIF orientation %i, in both sizes', async (orientation) => {
    const upright = await quarters(1500, 1000).png().toBuffer();
    const turned = await (stored[orientation]?.(sharp(upright)) ?? sharp(upright)).png().toBuffer();
    const source = await sharp(turned)
      .withMetadata({ orientation })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect((await sharp(source).metadata()).orientation).toBe(orientation);
    const derivatives = await deriveAll(source, { '1024': { width: 1024 }, '800': { width: 800 } });
    expect(derivatives.map((one) => [one.width, one.height])).toEqual([
      [1024, 683],
      [800, 533],
    ]);
    for (const { data } of derivatives) {
      near(await pixelAt(data, 0.1, 0.1), red);
      near(await pixelAt(data, 0.9, 0.1), green);
      near(await pixelAt(data, 0.1, 0.9), blue);
      near(await pixelAt(data, 0.9, 0.9), white);
      expect((await sharp(data).metadata()).orientation).toBeUndefined();
    }
  });

  it('comes out for the portrait that ships as a sample', async () => {
    const source = await sample('two-dogs.jpg');
    expect((await sharp(source).metadata()).orientation).toBe(8);
    expect(await deriveOne(source, { width: 1024 })).toMatchObject({ width: 1024, height: 1538 });
  });
});

describe('sRGB', () => {
  const recipe: PresetOptions = { width: 32, format: 'png' };
  const deep = (space: string) => plain(64, 64, [200, 60, 40]).toColourspace(space).png().toBuffer();

  it('comes from a Display P3 source', async () => {
    const source = await plain(64, 64, [200, 60, 40]).png().withIccProfile('p3').toBuffer();
    near(await pixelAt((await deriveOne(source, recipe)).data, 0.5, 0.5), [200, 60, 40], 3);
  });

  // Much smaller derivatives are resized first and converted then; nobody may see which.
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)(
    'comes from a Display P3 %s, upright, in the colours of a conversion before resizing',
    async (format) => {
      const source = await gradient(400, 300)
        .withMetadata({ orientation: 6 })
        .withIccProfile('p3')
        .toFormat(format, format === 'png' ? {} : { quality: 95 })
        .toBuffer();
      expect((await sharp(source).metadata()).hasProfile).toBe(true);
      for (const width of [300, 250, 100]) {
        const derived = await sharp((await deriveOne(source, { width, format: 'png' })).data)
          .raw()
          .toBuffer({ resolveWithObject: true });
        const first = await sharp(source, { autoOrient: true }).raw().toBuffer({ resolveWithObject: true });
        const { width: across, height, channels } = first.info;
        const reference = await sharp(first.data, { raw: { width: across, height, channels } })
          .resize(width, derived.info.height, { fit: 'fill' })
          .raw()
          .toBuffer();
        expect([derived.info.width, derived.info.height]).toEqual([width, Math.round((400 / 300) * width)]);
        expect(psnr(derived.data, reference)).toBeGreaterThan(40);
      }
    },
  );

  it('takes the numbers as they are where the profile can’t be read', async () => {
    const source = await plain(64, 64, [200, 60, 40]).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer();
    const profile = source.indexOf('ICC_PROFILE');
    expect(profile).toBeGreaterThan(0);
    const stored = await pixelAt(await sharp(source, { ignoreIcc: true }).png().toBuffer(), 0.5, 0.5);
    source.fill(0xaa, profile + 14 + 36, profile + 14 + 40);
    source.fill(0xaa, profile + 14 + 128, profile + 14 + 300);
    for (const width of [64, 32]) {
      near(await pixelAt((await deriveOne(source, { width, format: 'png' })).data, 0.5, 0.5), stored, 1);
    }
    expect(stored[0]).toBeLessThan(195);
  });

  it('comes from a 16-bit Display P3 source', async () => {
    // These numbers are P3's; the same colour has other ones in sRGB.
    const source = await sharp(await deep('rgb16'))
      .toColourspace('rgb16')
      .withIccProfile('p3')
      .png()
      .toBuffer();
    expect(await sharp(source).metadata()).toMatchObject({ depth: 'ushort', hasProfile: true });
    near(await pixelAt((await deriveOne(source, recipe)).data, 0.5, 0.5), [217, 42, 24], 2);
  });

  it('comes from 16-bit colour and 16-bit grey', async () => {
    near(await pixelAt((await deriveOne(await deep('rgb16'), recipe)).data, 0.5, 0.5), [200, 60, 40], 1);
    const grey = await deep('grey16');
    expect(await sharp(grey).metadata()).toMatchObject({ depth: 'ushort', channels: 1 });
    near(await pixelAt((await deriveOne(grey, recipe)).data, 0.5, 0.5), [110, 110, 110], 1);
  });

  it('comes from CMYK, with and without a profile', async () => {
    const bare = await plain(64, 64, [200, 60, 40]).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const profiled = await plain(64, 64, [200, 60, 40]).withIccProfile('cmyk').tiff().toBuffer();
    for (const source of [bare, profiled]) {
      expect(await sharp(source).metadata()).toMatchObject({ space: 'cmyk', channels: 4 });
      const { data } = await deriveOne(source, recipe);
      near(await pixelAt(data, 0.5, 0.5), [200, 50, 25], 15);
    }
  });
});

describe('the bytes', () => {
  it('carry no metadata in any format', async () => {
    const source = await gradient(1200, 900)
      .withExif({ IFD0: { Copyright: 'someone' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
      .withIccProfile('p3', { attach: true })
      .jpeg()
      .toBuffer();
    const before = await sharp(source).metadata();
    expect([before.exif, before.xmp, before.icc].every((block) => block !== undefined)).toBe(true);
    const derivatives = await deriveAll(source, {
      a: { width: 1024 },
      b: { width: 800, format: 'png' },
      c: { width: 640, format: 'webp' },
      d: { width: 300, format: 'avif' },
    });
    expect(derivatives.map((one) => one.format)).toEqual(['jpeg', 'png', 'webp', 'avif']);
    for (const { data, format } of derivatives) {
      const { exif, icc, xmp, iptc, space, ...rest } = await sharp(data).metadata();
      expect([exif, icc, xmp, iptc]).toEqual([undefined, undefined, undefined, undefined]);
      expect([space, rest.format]).toEqual(['srgb', format === 'avif' ? 'heif' : format]);
    }
  });

  it('have the MD5 and the size that the derivative says', async () => {
    for (const one of await deriveAll(await sample('fig.jpg'), { a: { width: 1024 }, b: { width: 800 } })) {
      expect(one.md5).toBe(createHash('md5').update(one.data).digest('hex'));
      expect(one.size).toBe(one.data.byteLength);
    }
  });

  it('are the same each time, alone and side by side, in every format', async () => {
    const source = await sample('fig.jpg');
    const recipes: Record<string, PresetOptions> = {
      a: { width: 1024 },
      b: { width: 800, format: 'webp' },
      c: { width: 400, height: 400, fit: 'cover', format: 'png' },
      d: { width: 200, format: 'avif' },
    };
    const hashes = async () => (await deriveAll(source, recipes)).map((one) => one.md5);
    const first = await hashes();
    expect(await Promise.all([hashes(), hashes(), hashes()])).toEqual([first, first, first]);
  });

  it('of the widest preset do not depend on what else is asked', async () => {
    const source = await sample('fig.jpg');
    const alone = await deriveOne(source, { width: 1024 });
    const [together] = await deriveAll(source, { a: { width: 1024 }, b: { width: 800 } });
    expect(together?.md5).toBe(alone.md5);
    const straight = await sharp(source)
      .resize(1024, 693, { fit: 'fill' })
      .jpeg({ quality: 85, optimiseCoding: false });
    expect((await straight.toBuffer()).equals(alone.data)).toBe(true);
  });

  it('are one and the same where there is nothing to resize', async () => {
    const source = await gradient(500, 400).jpeg().toBuffer();
    const [a, b] = await deriveAll(source, { '1024': { width: 1024 }, '800': { width: 800 } });
    expect([a?.resolution, b?.resolution]).toEqual(['1024', '800']);
    expect(b?.data).toBe(a?.data);
  });

  it('grow with the quality of the preset', async () => {
    const source = await sample('fig.jpg');
    const [high, low] = await deriveAll(source, {
      high: { width: 800, quality: 95 },
      low: { width: 800, quality: 40 },
    });
    expect(high?.size).toBeGreaterThan(2 * (low?.size ?? 0));
  });

  it('of a JPEG are fewer with more effort, for the same pixels with high and nearly so with highest', async () => {
    const source = await sample('fig.jpg');
    const [normal, high, highest] = await Promise.all(
      ([undefined, 'high', 'highest'] as const).map((effort) =>
        deriveOne(source, effort === undefined ? { width: 800 } : { width: 800, effort }),
      ),
    );
    if (!normal || !high || !highest) throw new Error('a derivative is missing');
    const said = await deriveOne(source, { width: 800, effort: 'normal' });
    expect(said.md5).toBe(normal.md5);
    expect(high.size).toBeLessThan(normal.size);
    expect(highest.size).toBeLessThan(0.9 * normal.size);
    const pixels = (image: Uint8Array) => sharp(image).raw().toBuffer();
    expect((await pixels(high.data)).equals(await pixels(normal.data))).toBe(true);
    expect(psnr(await pixels(highest.data), await pixels(normal.data))).toBeGreaterThan(32);
  });

  it.each(['png', 'webp'] as const)('of %s are fewer with the highest effort', async (format) => {
    const source = await sample('fig.jpg');
    const normal = await deriveOne(source, { width: 400, format });
    const highest = await deriveOne(source, { width: 400, format, effort: 'highest' });
    expect(highest.size).toBeLessThan(normal.size);
  });
});

describe('transparency', () => {
  it('shows white in JPEG, and stays in PNG, WebP and AVIF', async () => {
    const clear = { r: 255, g: 0, b: 0, alpha: 0 };
    const source = await sharp({ create: { width: 900, height: 900, channels: 4, background: clear } })
      .png()
      .toBuffer();
    const [jpeg, ...others] = await deriveAll(source, {
      a: { width: 800 },
      b: { width: 600, format: 'png' },
      c: { width: 400, format: 'webp' },
      d: { width: 64, format: 'avif' },
    });
    expect(await pixelAt(jpeg?.data ?? source, 0.5, 0.5)).toEqual(white);
    expect(others).toHaveLength(3);
    for (const { data } of others) expect((await pixelAt(data, 0.5, 0.5))[3]).toBe(0);
  });
});

describe('the sources', () => {
  it('may be JPEG, PNG, WebP, TIFF, GIF and AVIF', async () => {
    const picture = gradient(900, 600);
    const sources = [
      picture.clone().jpeg({ progressive: true }),
      picture.clone().png({ progressive: true }),
      picture.clone().webp(),
      picture.clone().tiff(),
      picture.clone().gif(),
      picture.clone().avif({ effort: 0 }),
    ];
    for (const source of sources) {
      const { data, ...rest } = await deriveOne(await source.toBuffer(), { width: 300 });
      expect(rest).toMatchObject({ width: 300, height: 200, format: 'jpeg' });
      near(await pixelAt(data, 0.5, 0.5), [127, 127, 128], 8);
    }
  });

  it('give their first frame where they move', async () => {
    const frames = await Promise.all(
      [plain(40, 30, [255, 0, 0]), plain(40, 30, [0, 0, 255])].map((frame) => frame.png().toBuffer()),
    );
    for (const format of ['gif', 'webp'] as const) {
      const source = await sharp(frames, { join: { animated: true } })
        .toFormat(format)
        .toBuffer();
      expect((await sharp(source).metadata()).pages).toBe(2);
      const one = await deriveOne(source, { width: 20 });
      expect([one.width, one.height]).toEqual([20, 15]);
      near(await pixelAt(one.data, 0.5, 0.5), red, 4);
    }
  });
});

function near(actual: readonly number[], expected: readonly number[] = [], distance = 2): void {
  expect(actual).toHaveLength(expected.length);
  const far = actual.some((value, channel) => Math.abs(value - (expected[channel] ?? 0)) > distance);
  if (far) expect(actual).toEqual(expected);
}
