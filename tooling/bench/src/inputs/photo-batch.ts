import { copyFile, link, mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { seededRandom, shuffled } from '../runner/random.ts';
import type { Photo } from './photos.ts';

/** Of 200 photos, how many are of which kind: what people upload, mostly from phones. */
const mix: Readonly<Record<string, number>> = {
  '0.3 MP JPEG': 30,
  '2 MP JPEG': 40,
  '6 MP JPEG': 40,
  '12 MP JPEG': 50,
  '24 MP JPEG': 16,
  '48 MP JPEG': 4,
  '12 MP progressive JPEG': 8,
  '12 MP phone JPEG': 8,
  '6 MP PNG': 2,
  '12 MP WebP': 2,
};

/** The kinds of photos in the mix and how many of each a batch of this size has, at least one. */
export function mixOf(size: number): ReadonlyMap<string, number> {
  return new Map(Object.entries(mix).map(([name, of200]) => [name, Math.max(1, Math.round((of200 * size) / 200))]));
}

/**
 * Lays out a batch in a folder, in an order that is always the same: files of their own names, so that
 * each gets derivatives of its own, linked to the photos where the disk can.
 *
 * @param size about how many; every kind is there at least once
 * @returns the file names in the folder
 */
export async function layOutBatch(photos: readonly Photo[], size: number, folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const counts = mixOf(size);
  const all = photos.flatMap((photo) => Array.from({ length: counts.get(photo.name) ?? 0 }, () => photo));
  const batch = shuffled(all, seededRandom(size)).map(({ file }, index) => ({
    file,
    name: `photo-${String(index + 1).padStart(3, '0')}${extname(file)}`,
  }));
  for (const { file, name } of batch) await linkOrCopy(file, join(folder, name));
  return batch.map(({ name }) => name);
}

/** Another name for the file; a copy where names can't be shared, as between two disks. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && ['EXDEV', 'EPERM', 'ENOTSUP'].includes(String(error.code)))) {
      throw error;
    }
    await copyFile(from, to);
  }
}
