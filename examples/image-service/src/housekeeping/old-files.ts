import type { Dirent } from 'node:fs';
import { opendir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { unlessGone } from '../shared/errno.ts';
import { unfinishedFolder } from '../uploads/folders.ts';

/**
 * Removes the files of uploads that were never finished, begun before `before`.
 *
 * @param folder that of the uploads
 * @param before milliseconds since the epoch
 * @returns how many files were removed
 */
export async function removeAbandoned(folder: string, before: number, signal: AbortSignal): Promise<number> {
  let removed = 0;
  const place = path.join(folder, unfinishedFolder);
  for await (const entry of entriesOf(place)) {
    if (signal.aborted) return removed;
    const file = path.join(place, entry.name);
    if (!entry.isFile() || !(await isOlder(file, before))) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

/** True for a file that is there and was last written or used before `before`, in milliseconds since the epoch. */
export async function isOlder(file: string, before: number): Promise<boolean> {
  const found = await unlessGone(() => stat(file));
  return found !== undefined && found.mtimeMs < before;
}

/** What is in a folder; nothing where it is none. */
export async function* entriesOf(folder: string): AsyncGenerator<Dirent, void> {
  const entries = await unlessGone(() => opendir(folder));
  if (entries !== undefined) yield* entries;
}
