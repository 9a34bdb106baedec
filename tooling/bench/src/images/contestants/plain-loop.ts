import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';

/** What a team writes by hand: one resolution after the other, one photo after the other. */
export const openPlainLoop: OpenContestant = async ({ photos, output }): Promise<ImageContestant> => {
  const one = async (photo: string): Promise<void> => {
    const buffer = await readFile(join(photos, photo));
    for (const width of widths) {
      const data = await sharp(buffer)
        .resize(width, null, { fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality })
        .toBuffer();
      const md5 = createHash('md5').update(data).digest('hex');
      const folder = join(output, parse(photo).name, String(width));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, `${md5}.jpg`), data);
    }
  };
  return {
    one,
    async batch(batch) {
      for (const photo of batch) await one(photo);
    },
  };
};
