import { mkdir, open, rename } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';

const rounds = 5;

/** The folder of uploads below the input folder. */
export const uploadsFolder = 'uploads';

/** Where unfinished uploads are written: in the same file system as the finished ones, so that a rename moves them. */
export function unfinishedFolder(inputDir: string): string {
  return path.join(inputDir, uploadsFolder, '.tmp');
}

/** True if the system's error has one of these codes. */
export function hasErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => code === error.code);
}

/** Renames a file into a folder, which is made if need be. A sweep may take the empty folder away in between. */
export async function renameInto(from: string, file: string): Promise<void> {
  for (let round = 1; ; round++) {
    await mkdir(path.dirname(file), { recursive: true });
    try {
      return await rename(from, file);
    } catch (error) {
      if (round === rounds || !hasErrno(error, 'ENOENT')) throw error;
    }
  }
}

/** Makes the names in these folders survive a power cut. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  // Windows does not open folders; NTFS journals names by itself.
  if (platform() === 'win32') return;
  for (const folder of folders) {
    await using handle = await open(folder, 'r');
    try {
      await handle.sync();
    } catch (error) {
      // Some network file systems have no such call; what they promise then is theirs to say.
      if (!hasErrno(error, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    }
  }
}
