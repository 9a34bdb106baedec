import { randomUUID } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { mkdir, opendir, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** The folder of what is on its way, in the folder of uploads. */
const inWork = '.tmp';

/**
 * Removes the files below `folder/{name}/` that were last written or used before `before`, and the folders that
 * this empties.
 *
 * A file that is used again in this very moment stays: it is first moved aside, looked at again, and moved back if
 * its time is new.
 *
 * @param before milliseconds since the epoch
 * @param signal aborted, it ends with the file in hand
 * @returns how many files were removed
 */
export async function removeOldUploads(folder: string, before: number, signal: AbortSignal): Promise<number> {
  let removed = 0;
  for await (const upload of entriesOf(folder)) {
    if (!upload.isDirectory() || upload.name === inWork) continue;
    const place = path.join(folder, upload.name);
    for await (const entry of entriesOf(place)) {
      if (signal.aborted) return removed;
      if (!entry.isFile()) continue;
      const aside = path.join(folder, inWork, `${randomUUID()}.old`);
      if (await removeIfOld(path.join(place, entry.name), aside, before)) removed += 1;
    }
    await unlessGone(() => rmdirIfEmpty(place));
  }
  return removed;
}

/**
 * Removes the files of uploads that were never finished, begun before `before`.
 *
 * @param folder that of the uploads
 * @param before milliseconds since the epoch
 * @returns how many files were removed
 */
export async function removeAbandoned(folder: string, before: number, signal: AbortSignal): Promise<number> {
  let removed = 0;
  const place = path.join(folder, inWork);
  for await (const entry of entriesOf(place)) {
    if (signal.aborted) return removed;
    const file = path.join(place, entry.name);
    if (!entry.isFile() || !(await isOlder(file, before))) continue;
    await rm(file, { force: true });
    removed += 1;
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

async function isOlder(file: string, before: number): Promise<boolean> {
  const found = await unlessGone(() => stat(file));
  return found !== undefined && found.mtimeMs < before;
}

async function rmdirIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOTEMPTY' && codeOf(error) !== 'EEXIST') throw error;
  }
}

async function* entriesOf(folder: string): AsyncGenerator<Dirent, void> {
  const entries = await unlessGone(() => opendir(folder));
  if (entries !== undefined) yield* entries;
}

/** What is gone, another process has taken away. */
async function unlessGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
