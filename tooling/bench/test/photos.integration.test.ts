import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOutBatch, mixOf } from '../src/inputs/photo-batch.ts';
import { type PhotoRecipe, photoRecipes } from '../src/inputs/photo-recipe.ts';
import { photosOf } from '../src/inputs/photos.ts';

const small: readonly PhotoRecipe[] = (['baseline', 'progressive', 'png', 'webp'] as const).map((encoding) => ({
  name: `small ${encoding}`,
  sample: 'fig.jpg',
  width: 400,
  height: 300,
  encoding,
  likeAPhone: encoding === 'baseline',
}));

describe('the photos of the benchmark', () => {
  let cache = '';
  beforeAll(async () => {
    cache = await mkdtemp(join(tmpdir(), 'safelight-bench-test-'));
  });
  afterAll(() => rm(cache, { recursive: true }));

  it('are what their recipes say', async () => {
    const photos = await photosOf(small, () => {}, cache);
    const metadata = await Promise.all(photos.map(({ file }) => sharp(file).metadata()));
    expect(metadata.map(({ format, isProgressive }) => [format, isProgressive])).toEqual([
      ['jpeg', false],
      ['jpeg', true],
      ['png', false],
      ['webp', false],
    ]);
    for (const { width, height } of metadata) expect([width, height]).toEqual([400, 300]);
    expect([metadata[0]?.hasProfile, metadata[0]?.exif !== undefined]).toEqual([true, true]);
    expect(photos.every(({ megapixels, size }) => megapixels === 0.12 && size > 10_000)).toBe(true);
  });

  it('are made once, the same each time, and told of', async () => {
    const said: string[] = [];
    const log = (progress: string) => said.push(progress);
    const [again] = await photosOf(small.slice(0, 1), log, cache);
    expect(said).toEqual([]);
    const elsewhere = join(cache, 'elsewhere');
    const [anew] = await photosOf(small.slice(0, 1), log, elsewhere);
    expect(said).toEqual(['making the small baseline']);
    if (!again || !anew) throw new Error('a photo is missing');
    expect((await readFile(again.file)).equals(await readFile(anew.file))).toBe(true);
  });

  it('come in a batch of files of their own, in an order of their own', async () => {
    const photos = photoRecipes
      .slice(0, 3)
      .map(({ name }) => ({ name, file: '', size: 1, megapixels: 1, isCameraJpeg: true }));
    const [made] = await photosOf(small.slice(0, 1), () => {}, cache);
    const folder = join(cache, 'batch');
    const names = await layOutBatch(
      photos.map((photo) => ({ ...photo, file: made?.file ?? '' })),
      40,
      folder,
    );
    expect((await readdir(folder)).sort()).toEqual([...names].sort());
    expect(names).toHaveLength(22);
  });

  it('have a place in the mix, each kind of them', () => {
    expect([...mixOf(200).keys()].sort()).toEqual(photoRecipes.map(({ name }) => name).sort());
    expect([...mixOf(200).values()].reduce((sum, count) => sum + count)).toBe(200);
    expect(Math.min(...mixOf(10).values())).toBe(1);
  });
});
