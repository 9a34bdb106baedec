import { mkdir, open, rename, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno } from './errno.ts';

const rounds = 5;

/** Makes the folder and those above it; gives the topmost that was made. */
export function makeFolder(folder: string): Promise<string | undefined> {
  return mkdir(folder, { recursive: true });
}

/**
 * Renames a file into a folder, which is made if need be. A sweep may take the empty folders away again
 * between the making of the outer one, the inner one and the rename: then once more.
 */
export async function renameInto(from: string, file: string): Promise<void> {
  for (let round = 1; ; round++) {
    try {
      await makeFolder(path.dirname(file));
      return await rename(from, file);
    } catch (error) {
      if (round === rounds || !hasErrno(error, 'ENOENT')) throw error;
    }
  }
}

/**
 * Makes the names in these folders survive a power cut. Always, not only for a folder that was just
 * changed: whoever changed it may have died before doing this.
 */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  // Windows does not open folders; NTFS journals names by itself.
  if (process.platform === 'win32') return;
  for (const folder of folders) {
    await using handle = await open(folder, 'r');
    try {
      await handle.sync();
    } catch (error) {
      // Some network and FUSE file systems have no such call; what they promise then is theirs to say.
      if (!hasErrno(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    }
  }
}

/** Removes the folders of a removed file as far as they are empty, the innermost first. */
export async function pruneFolders(file: string): Promise<void> {
  try {
    await rmdir(path.dirname(file));
    await rmdir(path.dirname(path.dirname(file)));
  } catch (error) {
    // Not empty, in use or gone: all of them mean to leave it.
    if (!hasErrno(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'EBUSY', 'EPERM', 'EACCES')) throw error;
  }
}
