import { open, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno, renameInto, syncFolders, uploadsFolder } from './folders.ts';
import { extensionOf, type UploadFormat } from './image-type.ts';
import type { StoredPart } from './temporary-file.ts';
import { safeBaseName } from './upload-name.ts';

/**
 * Where an upload belongs, relative to the input folder with slashes: by its content, so that the same file sent
 * twice is one source.
 */
export function placeOf(sha256: string, givenName: string, format: UploadFormat): string {
  return [uploadsFolder, sha256, `${safeBaseName(givenName)}.${extensionOf(format)}`].join('/');
}

/**
 * Moves a whole, checked upload into its place, durably. What is there already has the same content: the new file
 * takes its place in one step, which no reader notices, refreshes its time and heals a file that was damaged.
 */
export async function moveIntoPlace(part: StoredPart, inputDir: string, place: string): Promise<void> {
  const file = path.join(inputDir, place);
  await syncFile(part.path);
  try {
    await renameInto(part.path, file);
  } catch (error) {
    if (!(await reuse(file, part.size, error))) throw error;
    await rm(part.path, { force: true });
  }
  const folder = path.dirname(file);
  await syncFolders([folder, path.dirname(folder), inputDir]);
}

async function syncFile(file: string): Promise<void> {
  await using handle = await open(file, 'r+');
  await handle.sync();
}

/** Windows refuses to rename over a file that somebody reads: then that one will do. */
async function reuse(file: string, size: number, error: unknown): Promise<boolean> {
  if (!hasErrno(error, 'EPERM', 'EACCES', 'EBUSY', 'EEXIST')) return false;
  try {
    if ((await stat(file)).size !== size) return false;
    const now = new Date();
    await utimes(file, now, now);
    return true;
  } catch (failure) {
    if (hasErrno(failure, 'ENOENT')) return false;
    throw failure;
  }
}
