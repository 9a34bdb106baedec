import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';
import { needProgram, runProgram } from './run-program.ts';

/** What the program is called. Debian: `apt-get install libvips-tools`. */
export const vipsthumbnailNames = ['vipsthumbnail'] as const;

// Two calls fill two cores: a thread more in each only gets in the way.
const env = { VIPS_CONCURRENCY: '1' };

/** libvips's own program, without Node: one call a width, both at once; of a batch, each call takes all photos. */
export const openVipsthumbnail: OpenContestant = async ({ photos, output }): Promise<ImageContestant> => {
  const program = await needProgram(vipsthumbnailNames);
  const thumbnails = async (files: readonly string[], width: number): Promise<void> => {
    const folder = join(output, String(width));
    await mkdir(folder, { recursive: true });
    const target = join(folder, `%s.jpg[Q=${quality},strip]`);
    await runProgram(program, [...files, '--size', `${width}x>`, '--output', target], env);
  };
  const all = async (batch: readonly string[]): Promise<void> => {
    const files = batch.map((photo) => join(photos, photo));
    await Promise.all(widths.map((width) => thumbnails(files, width)));
  };
  return { one: (photo) => all([parse(photo).base]), batch: all };
};
