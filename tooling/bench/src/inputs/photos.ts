import { createHash } from 'node:crypto';
import { mkdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { cacheFolder } from './cache-folder.ts';
import { makePhoto } from './make-photo.ts';
import { fileNameOf, type PhotoRecipe } from './photo-recipe.ts';

/** A photo that is on the disk. */
export interface Photo {
  readonly name: string;
  readonly file: string;
  /** Bytes. */
  readonly size: number;
  readonly megapixels: number;
  /** True for a baseline JPEG, which is what cameras write. */
  readonly isCameraJpeg: boolean;
}

/** Raise it when `makePhoto` makes other bytes: what older versions left in the cache is then not used. */
const generation = 1;

/**
 * The photos of these recipes, made where the cache does not have them yet: a minute for all of them, once.
 *
 * @param log told before each photo that has to be made
 */
export async function photosOf(
  recipes: readonly PhotoRecipe[],
  log: (progress: string) => void,
  cache: string = cacheFolder(),
): Promise<readonly Photo[]> {
  const photos: Photo[] = [];
  for (const recipe of recipes) photos.push(await photoOf(recipe, log, cache));
  return photos;
}

async function photoOf(recipe: PhotoRecipe, log: (progress: string) => void, cache: string): Promise<Photo> {
  const key = JSON.stringify([generation, sharp.versions.sharp, recipe]);
  const folder = join(cache, createHash('sha256').update(key).digest('hex').slice(0, 16));
  const file = join(folder, fileNameOf(recipe));
  if ((await sizeOf(file)) === undefined) {
    log(`making the ${recipe.name}`);
    await mkdir(folder, { recursive: true });
    // Renamed when it is whole: a run that is interrupted here leaves no half photo to the next one.
    const part = join(folder, `${process.pid}-${fileNameOf(recipe)}`);
    await makePhoto(recipe, part);
    await rename(part, file);
  }
  const megapixels = (recipe.width * recipe.height) / 1e6;
  return {
    name: recipe.name,
    file,
    size: (await stat(file)).size,
    megapixels,
    isCameraJpeg: recipe.encoding === 'baseline',
  };
}

async function sizeOf(file: string): Promise<number | undefined> {
  return (await stat(file, { bigint: false }).catch(missing))?.size;
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
