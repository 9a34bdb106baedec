import { photoRecipes } from '../inputs/photo-recipe.ts';
import { photosOf } from '../inputs/photos.ts';
import type { Group } from '../runner/group.ts';
import { compareBatch } from './batch.ts';
import { batchLines, memoryLine, oneImageLines } from './lines.ts';
import { measureMemory } from './memory.ts';
import { compareOneImage } from './one-image.ts';
import { quickScale, wholeScale } from './scale.ts';
import { reportBatch, reportOneImage } from './tables.ts';

/** Image work alone, without a queue to speak of: beside what a team would write by hand or call. */
export const imagesGroup: Group = {
  name: 'images',
  async run({ quick, report, log }) {
    const { photos: wanted, rounds, batch, largest: times } = quick ? quickScale : wholeScale;
    const recipes = photoRecipes.filter(({ name }) => wanted === undefined || wanted.includes(name));
    const photos = await photosOf(recipes, log);
    const note = (text: string): void => report.note(text);

    const oneImage = await compareOneImage(photos, { rounds, log, note });
    reportOneImage(oneImage, report);

    const batchResult = await compareBatch(photos, { ...batch, log, note });
    reportBatch(batchResult, report);

    const largest = photos.toSorted((a, b) => b.megapixels - a.megapixels)[0];
    if (largest === undefined) throw new Error('There is no photo to work on.');
    log(`memory with the ${largest.name}`);
    const bytes = await measureMemory(largest, times);
    return [...oneImageLines(oneImage), ...batchLines(batchResult), memoryLine(bytes, largest.name)];
  },
};
