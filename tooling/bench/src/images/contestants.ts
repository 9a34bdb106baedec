import { openFloor } from './contestants/floor.ts';
import { graphicsMagickNames, openGraphicsMagick } from './contestants/graphics-magick.ts';
import { imageMagickNames, openImageMagick } from './contestants/image-magick.ts';
import { openPlainLoop } from './contestants/plain-loop.ts';
import { findProgram } from './contestants/run-program.ts';
import { openSafelight, openSafelightOptimised, openSafelightTwoAtOnce } from './contestants/safelight.ts';
import { openVipsthumbnail, vipsthumbnailNames } from './contestants/vipsthumbnail.ts';
import { type OpenContestant, photosInHand } from './image-contestant.ts';

/** Who takes part. */
export type ImageContestantName =
  | 'Safelight'
  | 'Safelight, Huffman optimised'
  | 'Safelight, two at once'
  | 'plain loop'
  | 'vipsthumbnail'
  | 'ImageMagick'
  | 'GraphicsMagick'
  | 'floor';

/** How a contestant is run. */
export interface Entry {
  readonly open: OpenContestant;
  /** The program it needs, by any of these names, and the Debian package that has it. */
  readonly needs?: { readonly programs: readonly string[]; readonly debian: string };
  /** What its start script sets before Node starts. */
  readonly env?: NodeJS.ProcessEnv;
  /** What its start script tells Node. */
  readonly flags?: readonly string[];
}

const workerEnv = {
  // glibc gives each thread a heap of its own, and what libvips's threads free there stays there: two are enough.
  MALLOC_ARENA_MAX: '2',
  // Each photo in hand may have two encodings on these threads, and files are read and written on them too.
  UV_THREADPOOL_SIZE: String(2 * photosInHand + 2),
};

// Pixels and encoded images count against V8's limit for a small heap, which then is marked whole for every few photos.
const flags = ['--heap-growing-percent=800'];

const entries: Readonly<Record<ImageContestantName, Entry>> = {
  Safelight: { open: openSafelight, env: workerEnv, flags },
  'Safelight, Huffman optimised': { open: openSafelightOptimised, env: workerEnv, flags },
  'Safelight, two at once': { open: openSafelightTwoAtOnce, env: workerEnv, flags },
  'plain loop': { open: openPlainLoop },
  vipsthumbnail: { open: openVipsthumbnail, needs: { programs: vipsthumbnailNames, debian: 'libvips-tools' } },
  ImageMagick: { open: openImageMagick, needs: { programs: imageMagickNames, debian: 'imagemagick' } },
  GraphicsMagick: { open: openGraphicsMagick, needs: { programs: graphicsMagickNames, debian: 'graphicsmagick' } },
  floor: { open: openFloor, env: workerEnv, flags },
};

/** How to open the contestant of this name, and how its process is started. */
export function entryOf(name: ImageContestantName): Entry {
  return entries[name];
}

/** True for the name of a contestant. */
export function isContestantName(name: string): name is ImageContestantName {
  return Object.hasOwn(entries, name);
}

/** What is missing for the contestant to take part, as a sentence; undefined if nothing is. */
export async function missingFor(name: ImageContestantName): Promise<string | undefined> {
  const { needs } = entryOf(name);
  if (needs === undefined || (await findProgram(needs.programs)) !== undefined) return undefined;
  return `${name} is not installed (Debian: apt-get install ${needs.debian})`;
}
