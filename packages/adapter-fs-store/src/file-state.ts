import type { Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { ImageStat } from '@safelight/core';
import { isMissing } from './errno.ts';

function stateOf(stats: Stats): ImageStat | undefined {
  // Whole milliseconds, so that what `stat` tells can be compared with what `sweep` goes by.
  return stats.isFile() ? { size: stats.size, modifiedAt: Math.floor(stats.mtimeMs) } : undefined;
}

/**
 * When the file was last changed in any way, renaming included, in milliseconds since the epoch; undefined
 * if there is none.
 */
export async function changedAt(file: string): Promise<number | undefined> {
  try {
    const { mtimeMs, ctimeMs } = await lstat(file);
    return Math.floor(Math.max(mtimeMs, ctimeMs));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The regular file at this path, links not followed; undefined if there is none. */
export async function fileState(file: string): Promise<ImageStat | undefined> {
  try {
    return stateOf(await lstat(file));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** As {@link fileState}, but opened for it: a network mount then asks the server, not its own memory. */
export async function freshFileState(file: string): Promise<ImageStat | undefined> {
  try {
    await using handle = await open(file, 'r');
    return stateOf(await handle.stat());
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Now, in the seconds that `utimes` takes: half a millisecond late, since a time in seconds cannot hold
 * every millisecond and would otherwise be read as the one before.
 */
export function nowInSeconds(): number {
  return (Date.now() + 0.5) / 1000;
}
