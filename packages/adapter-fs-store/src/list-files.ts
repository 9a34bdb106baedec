import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './errno.ts';
import { type ImageFiles, isFileName, isFolderName, isUnfinished, type Unfinished } from './image-files.ts';

/** A stored image by both its names. */
export interface StoredFile {
  readonly key: string;
  readonly file: string;
}

/**
 * All stored images, as a stream: however many there are, only a few names are in memory. What does not
 * look like ours is passed over, and links are not followed.
 */
export async function* storedFiles(files: ImageFiles): AsyncGenerator<StoredFile> {
  for await (const imageName of namesIn(files.output, (one) => one.isDirectory() && isFolderName(one.name))) {
    const folder = path.join(files.output, imageName);
    for await (const resolution of namesIn(folder, (one) => one.isDirectory() && isFolderName(one.name))) {
      for await (const name of namesIn(path.join(folder, resolution), (one) => one.isFile() && isFileName(one.name))) {
        const key = `${files.prefix}/${imageName}/${resolution}/${name}`;
        yield { key, file: path.join(folder, resolution, name) };
      }
    }
  }
}

/** The paths of all parts of writes, or of all claims of sweeps. */
export async function* unfinishedFiles(files: ImageFiles, kind: Unfinished): AsyncGenerator<string> {
  for await (const name of namesIn(files.unfinished, (one) => one.isFile() && isUnfinished(one.name, kind))) {
    yield path.join(files.unfinished, name);
  }
}

async function* namesIn(folder: string, wanted: (one: Dirent) => boolean): AsyncGenerator<string> {
  try {
    for await (const one of await opendir(folder)) if (wanted(one)) yield one.name;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
