import type { Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { ImageStat } from '@safelight/core';
import { isMissing } from './errno.ts';

function stateOf(stats: Stats): ImageStat | undefined {
  // Whole milliseconds, so that what `stat` tells can be compared with what `sweep` goes by.
  return stats.isFile() ? { size: stats.size, modifiedAt: Math.floor(stats.mtimeMs) } : undefined;
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
