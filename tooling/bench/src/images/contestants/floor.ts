import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';

/**
 * What no program over libvips can undercut: the photo decoded once, as far reduced as its decoder can on
 * the way to the larger width, and the two encodings at once. Nothing is checked, hashed or written.
 */
export const openFloor: OpenContestant = async ({ photos }): Promise<ImageContestant> => ({
  async one(photo) {
    const { data, info } = await sharp(await readFile(join(photos, photo)))
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
  },
});
