import { fsStore } from '@safelight/adapter-fs-store';
import { configureSharp, sharpProcessor } from '@safelight/adapter-sharp';
import { createPipeline, createWorker, definePresets, type Effort } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import { type Folders, type ImageContestant, type OpenContestant, quality, widths } from '../image-contestant.ts';
import { JobInHand } from './job-in-hand.ts';

/** Jobs in hand at once: more than cores, so that one is decoded while another is read or written. */
const concurrency = Number(process.env.CONC ?? 2);

/** A worker of ours, with the presets that every pipeline has if it names none. */
export const openSafelight: OpenContestant = (folders) => open(folders, 'normal');

/** The same, with presets that ask for optimised Huffman tables. */
export const openSafelightOptimised: OpenContestant = (folders) => open(folders, 'high');

async function open({ photos, output }: Folders, effort: Effort): Promise<ImageContestant> {
  configureSharp(process.env.THR ? { threads: Number(process.env.THR) } : {});
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
