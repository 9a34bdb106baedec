import { basename } from 'node:path';
import { linkOrCopy } from '../inputs/photo-batch.ts';
import type { Photo } from '../inputs/photos.ts';
import { interleave, type Rounds } from '../runner/contest.ts';
import type { ImageContestantName } from './contestants.ts';
import { Stage } from './stage.ts';

/** Milliseconds by contestant, of one photo. */
export interface OneImageResult {
  readonly photo: Photo;
  readonly times: Rounds<number>;
}

const names: readonly ImageContestantName[] = [
  'Safelight',
  'plain loop',
  'vipsthumbnail',
  'ImageMagick',
  'GraphicsMagick',
  'floor',
];

/** One photo at a time, alone on the machine: how long until its derivatives are there. */
export async function compareOneImage(
  photos: readonly Photo[],
  options: { readonly rounds: number; readonly log: (progress: string) => void; readonly note: (text: string) => void },
): Promise<readonly OneImageResult[]> {
  await using stage = await Stage.open();
  const running = await stage.start(names, options.note);
  const results: OneImageResult[] = [];
  for (const photo of photos) {
    const file = basename(photo.file);
    await linkOrCopy(photo.file, `${stage.photos}/${file}`);
    const times = await interleave({
      contestants: running.map((one) => ({ name: one.name, prepare: () => one.clear(), run: () => one.one(file) })),
      rounds: options.rounds,
      log: (round) => options.log(`${photo.name}, ${round}`),
    });
    results.push({ photo, times });
  }
  return results;
}
