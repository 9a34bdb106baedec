import { type FileHandle, lstat, readlink } from 'node:fs/promises';
import { isMissing } from './errno.ts';
import { isInside, type Root } from './roots.ts';
import type { Place } from './walk-inside.ts';

/** True if what the handle holds open stands inside the roots. */
export async function confirmInside(
  handle: FileHandle,
  roots: readonly Root[],
  find: () => Promise<Place>,
): Promise<boolean> {
  const real = await pathOf(handle);
  return real === undefined ? isStillThere(handle, find) : isInside(roots, real);
}

/** Where the kernel says the open file is; undefined where it does not say. */
async function pathOf(handle: FileHandle): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  try {
    return await readlink(`/proc/self/fd/${handle.fd}`);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * The way without a kernel that tells: true if the path, followed again, leads to the very file that is
 * open. A file that was swapped in for the opening is not there any more, or the way now leads out.
 */
export async function isStillThere(handle: FileHandle, find: () => Promise<Place>): Promise<boolean> {
  const place = await find();
  if (place.at !== 'inside') return false;
  try {
    const [opened, there] = await Promise.all([handle.stat({ bigint: true }), lstat(place.real, { bigint: true })]);
    return opened.dev === there.dev && opened.ino === there.ino;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
