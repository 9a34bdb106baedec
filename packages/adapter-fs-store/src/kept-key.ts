import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './errno.ts';
import type { ImageFiles } from './image-files.ts';

/**
 * The key of a stored file as the disk names it. Where the file system ignores case (macOS, Windows),
 * the derivatives of `Cat.jpg` may be in the folder of `cat.jpg`: a sweep reads the folder's name from
 * the disk, and would take the other spelling for a file that nobody refers to.
 */
export async function keptKey(files: ImageFiles, key: string, file: string): Promise<string> {
  try {
    const names = (await realpath(file)).split(path.sep).slice(-3);
    const kept = [files.prefix, ...names].join('/');
    return kept.toLowerCase() === key.toLowerCase() ? kept : key;
  } catch (error) {
    if (isMissing(error)) return key;
    throw error;
  }
}
