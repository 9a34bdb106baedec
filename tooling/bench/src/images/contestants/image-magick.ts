import { mkdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';
import { needProgram, runProgram } from './run-program.ts';

/** What the program is called: version 7, Debian's name of version 6, version 6. Debian: `apt-get install imagemagick`. */
export const imageMagickNames = ['magick', 'convert-im6.q16', 'convert'] as const;

// Two calls fill two cores.
const env = { MAGICK_THREAD_LIMIT: '1' };

/** ImageMagick, one call a width, both at once; told twice the width, so that a JPEG is reduced while it is decoded. */
export const openImageMagick: OpenContestant = async ({ photos, output }): Promise<ImageContestant> => {
  const program = await needProgram(imageMagickNames);
  await mkdir(output, { recursive: true });
  return {
    async one(photo) {
      const file = join(photos, photo);
      await Promise.all(
        widths.map((width) => {
          const hint = ['-define', `jpeg:size=${2 * width}x${2 * width}`];
          const recipe = ['-auto-orient', '-resize', `${width}x>`, '-strip', '-quality', String(quality)];
          return runProgram(
            program,
            [...hint, file, ...recipe, join(output, `${parse(photo).name}-${width}.jpg`)],
            env,
          );
        }),
      );
    },
  };
};
