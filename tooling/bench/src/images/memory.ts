import { extname } from 'node:path';
import { linkOrCopy } from '../inputs/photo-batch.ts';
import type { Photo } from '../inputs/photos.ts';
import { Stage } from './stage.ts';

/**
 * The most memory that a whole worker process of ours has resident, in bytes, while it works on the same
 * photo several times, two at once: Node, both decoders, and the pipeline on the embedded engines besides.
 */
export async function measureMemory(photo: Photo, times: number): Promise<number> {
  await using stage = await Stage.open();
  const names = Array.from({ length: times }, (_none, index) => `photo-${index}${extname(photo.file)}`);
  for (const name of names) await linkOrCopy(photo.file, `${stage.photos}/${name}`);
  const [worker] = await stage.start(['Safelight, two at once'], () => {});
  if (worker === undefined) throw new Error('The worker did not start.');
  await worker.batch(names);
  // Awaited here: returning the promise would end the process before it answers.
  return await worker.peak();
}
