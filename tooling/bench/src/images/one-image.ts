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

/** The photos that everyone makes, and that the chart shows. */
export const photosOfEveryone: readonly string[] = ['2 MP JPEG', '12 MP JPEG', '24 MP JPEG', '48 MP JPEG'];

/** No promise is about these, and they take most of the time: they make only the photos of everyone. */
const slow: readonly string[] = ['ImageMagick', 'GraphicsMagick'] satisfies readonly ImageContestantName[];

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
    const taking = running.filter(({ name }) => photosOfEveryone.includes(photo.name) || !slow.includes(name));
    const times = await interleave({
      contestants: taking.map((one) => ({ name: one.name, prepare: () => one.clear(), run: () => one.one(file) })),
      rounds: options.rounds,
      log: (round) => options.log(`${photo.name}, ${round}`),
    });
    results.push({ photo, times });
  }
  return results;
}
