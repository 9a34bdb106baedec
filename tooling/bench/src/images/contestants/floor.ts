import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type ImageContestant, type OpenContestant, photosInHand, quality, widths } from '../image-contestant.ts';

/**
 * What no program over libvips can undercut: the photo decoded once, as far reduced as its decoder can on
 * the way to the larger width, and the two encodings at once. Nothing is checked, hashed or written. Of a
 * batch as many photos are in hand as our worker has.
 */
export const openFloor: OpenContestant = async ({ photos }): Promise<ImageContestant> => {
  const one = (photo: string): Promise<void> => makeBoth(join(photos, photo));
  const oneAfterAnother = async (batch: Iterator<string> & Iterable<string>): Promise<void> => {
    for (const photo of batch) await one(photo);
  };
  return {
    one,
    async batch(batch) {
      const all = batch.values();
      await Promise.all(Array.from({ length: photosInHand }, () => oneAfterAnother(all)));
    },
  };
};

async function makeBoth(file: string): Promise<void> {
  const { data, info } = await sharp(await readFile(file))
    .resize(widths[0], null, { withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  await Promise.all(
    widths.map((width) =>
      sharp(data, { raw })
        .resize(width, null, { withoutEnlargement: true })
        .jpeg({ quality, optimiseCoding: false })
        .toBuffer(),
    ),
  );
}
