import { fsStore } from '@safelight/adapter-fs-store';
import { configureSharp, sharpProcessor } from '@safelight/adapter-sharp';
import { createPipeline, createWorker, definePresets, type Effort } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import {
  type Folders,
  type ImageContestant,
  type OpenContestant,
  photosInHand,
  quality,
  widths,
} from '../image-contestant.ts';
import { JobInHand } from './job-in-hand.ts';

/** A worker of ours as it suits this machine, with the presets that every pipeline has if it names none. */
export const openSafelight: OpenContestant = (folders) =>
  open(folders, { effort: 'normal', concurrency: photosInHand });

/** The same, with presets that ask for optimised Huffman tables. */
export const openSafelightOptimised: OpenContestant = (folders) =>
  open(folders, { effort: 'high', concurrency: photosInHand });

/** The same, with two photos in hand whatever the machine, as a worker is if nothing is said. */
export const openSafelightTwoAtOnce: OpenContestant = (folders) => open(folders, { effort: 'normal', concurrency: 2 });

async function open(
  { photos, output }: Folders,
  { effort, concurrency }: { readonly effort: Effort; readonly concurrency: number },
): Promise<ImageContestant> {
  // One thread of libvips a photo, whatever the C library: photos side by side share no lock.
  configureSharp({ threads: 1 });
  const presets = definePresets(Object.fromEntries(widths.map((width) => [width, { width, quality, effort }])));
  const image = { ...fsStore({ root: photos, output }), processor: sharpProcessor() };
  const inHand = new JobInHand();
  await createWorker({ ...image, consumer: inHand }).start();

  const engines = inMemory();
  const pipeline = createPipeline({ ...engines, presets });
  await pipeline.start();
  await createWorker({ ...engines, ...image, concurrency }).start();
  return {
    one: (photo) => inHand.work(photo, presets.all),
    // From the first submission to the last task's completion.
    async batch(batch) {
      const tasks = await pipeline.submitMany(batch.map((source) => ({ source })));
      await Promise.all(tasks.map(({ id }) => pipeline.waitFor(id)));
    },
  };
}
