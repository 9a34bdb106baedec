import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hasErrno, unlessGone } from '../shared/errno.ts';
import { unfinishedFolder } from '../uploads/folders.ts';
import { entriesOf, isOlder } from './old-files.ts';

/** Old files that are held against the tasks at once: each time, many tasks are read. */
const batchSize = 10_000;

/** Which uploads to remove. */
export interface OldUploads {
  /** That of the uploads. Absolute. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly before: number;
  /** Which of these files, by their absolute paths, are needed however old they are. Not asked where nothing is old. */
  readonly inUse: (files: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Aborted, it ends with the file in hand. */
  readonly signal: AbortSignal;
}

/**
 * Removes the files below `folder/{name}/` that were last used before `before` and are not in use, and the folders that
 * this empties.
 *
 * A file that is used again in this very moment stays: it is first moved aside, looked at again, and moved back if
 * its time is new.
 *
 * @returns how many files were removed
 * @throws what `inUse` throws: then nothing more is removed
 */
export async function removeOldUploads(uploads: OldUploads): Promise<number> {
  let removed = 0;
  let batch: string[] = [];
  for await (const file of oldUploads(uploads)) {
    if (batch.push(file) < batchSize) continue;
    removed += await removeUnused(batch, uploads);
    batch = [];
  }
  return removed + (await removeUnused(batch, uploads));
}

async function* oldUploads({ folder, before, signal }: OldUploads): AsyncGenerator<string, void> {
  for await (const upload of entriesOf(folder)) {
    if (!upload.isDirectory() || upload.name === unfinishedFolder) continue;
    const place = path.join(folder, upload.name);
    for await (const entry of entriesOf(place)) {
      if (signal.aborted) return;
      const file = path.join(place, entry.name);
      if (entry.isFile() && (await isOlder(file, before))) yield file;
    }
    await unlessGone(() => rmdirIfEmpty(place));
  }
}

async function removeUnused(files: readonly string[], { folder, before, inUse, signal }: OldUploads): Promise<number> {
  let removed = 0;
  if (files.length === 0 || signal.aborted) return removed;
  const kept = await inUse(files);
  for (const file of files) {
    if (signal.aborted) return removed;
    if (kept.has(file)) continue;
    const aside = path.join(folder, unfinishedFolder, `${randomUUID()}.old`);
    if (await removeIfOld(file, aside, before)) removed += 1;
    await unlessGone(() => rmdirIfEmpty(path.dirname(file)));
  }
  return removed;
}

async function removeIfOld(file: string, aside: string, before: number): Promise<boolean> {
  if (!(await isOlder(file, before))) return false;
  await mkdir(path.dirname(aside), { recursive: true });
  if ((await unlessGone(() => rename(file, aside).then(() => true))) === undefined) return false;
  const moved = await unlessGone(() => stat(aside));
  // Gone already: another process without a lease cleans up beside this one.
  if (moved === undefined) return false;
  if (moved.mtimeMs < before) {
    await rm(aside, { force: true });
    return true;
  }
  await unlessGone(() => rename(aside, file));
  return false;
}

async function rmdirIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasErrno(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}
