import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';
import { needProgram, runProgram } from './run-program.ts';

/** What the program is called. Debian: `apt-get install graphicsmagick`. */
export const graphicsMagickNames = ['gm'] as const;

// Two calls fill two cores.
const env = { OMP_NUM_THREADS: '1' };

/** GraphicsMagick, one call a width, both at once; told twice the width, so that a JPEG is reduced while it is decoded. */
export const openGraphicsMagick: OpenContestant = async ({ photos, output }): Promise<ImageContestant> => {
  const program = await needProgram(graphicsMagickNames);
  await mkdir(output, { recursive: true });
  return {
    async one(photo) {
      const file = join(photos, photo);
      await Promise.all(
        widths.map((width) => {
          const hint = ['-size', `${2 * width}x${2 * width}`];
          const recipe = ['-auto-orient', '-resize', `${width}x>`, '+profile', '*', '-quality', String(quality)];
          const target = join(output, `${parse(photo).name}-${width}.jpg`);
          return runProgram(program, ['convert', ...hint, file, ...recipe, target], env);
        }),
      );
    },
  };
};
