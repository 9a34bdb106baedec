import { layOutBatch } from '../inputs/photo-batch.ts';
import type { Photo } from '../inputs/photos.ts';
import { interleave, type Rounds } from '../runner/contest.ts';
import type { ImageContestantName } from './contestants.ts';
import { Stage } from './stage.ts';

const names: readonly ImageContestantName[] = [
  'Safelight',
  'Safelight, Huffman optimised',
  'plain loop',
  'vipsthumbnail',
  'floor',
];

/** Milliseconds by contestant for the whole batch. */
export interface BatchResult {
  readonly size: number;
  readonly times: Rounds<number>;
}

/** Many photos of all kinds, as a worker gets them. */
export async function compareBatch(
  photos: readonly Photo[],
  options: {
    readonly size: number;
    readonly rounds: number;
    readonly log: (progress: string) => void;
    readonly note: (text: string) => void;
  },
): Promise<BatchResult> {
  await using stage = await Stage.open();
  const batch = await layOutBatch(photos, options.size, stage.photos);
  const running = await stage.start(names, options.note);
  // Each has had a photo before, as a worker that has been up for a while.
  for (const one of running) await one.batch(batch.slice(0, 4));
  const times = await interleave({
    contestants: running.map((one) => ({ name: one.name, prepare: () => one.clear(), run: () => one.batch(batch) })),
    rounds: options.rounds,
    warmups: 0,
    log: (round) => options.log(`batch of ${batch.length} photos, ${round}`),
  });
  return { size: batch.length, times };
}
