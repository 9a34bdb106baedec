import { rm } from 'node:fs/promises';
import type { ImageStore } from '@safelight/core';
import { makeFolder, pruneFolders } from './durable-folders.ts';
import { transientFailure } from './errno.ts';
import { changedAt, fileState } from './file-state.ts';
import type { ImageFiles } from './image-files.ts';
import { type StoredFile, storedFiles, unfinishedFiles } from './list-files.ts';
import { removeUnlessReused } from './remove-unless-reused.ts';

type Keep = Parameters<ImageStore['sweep']>[0];

/** How many keys `keep` is asked about at once. */
const batchSize = 500;

/**
 * One pass over the store. A file that cannot be removed does not spare the others: the first such
 * failure is thrown at the end.
 */
export async function sweepFiles(files: ImageFiles, keep: Keep, before: number): Promise<number> {
  const pass = new Pass();
  for await (const batch of inBatches(oldFiles(files, before))) {
    const kept = await keep(batch.map((one) => one.key));
    const unkept = batch.filter((one) => !kept.has(one.key));
    if (unkept.length > 0) await makeFolder(files.unfinished);
    for (const { file } of unkept) await pass.remove(() => removeImage(files, file, before));
  }
  for await (const part of unfinishedFiles(files, 'part')) {
    await pass.remove(() => removeIfOld(part, before, async () => (await fileState(part))?.modifiedAt));
  }
  // What a claim holds has the file's own, old time; only the time of its renaming tells a dead sweep's.
  for await (const claim of unfinishedFiles(files, 'claim')) {
    await pass.remove(() => removeIfOld(claim, before, () => changedAt(claim)));
  }
  return pass.end();
}

async function* oldFiles(files: ImageFiles, before: number): AsyncGenerator<StoredFile> {
  for await (const one of storedFiles(files)) {
    const state = await fileState(one.file);
    if (state !== undefined && state.modifiedAt < before) yield one;
  }
}

async function* inBatches(all: AsyncIterable<StoredFile>): AsyncGenerator<readonly StoredFile[]> {
  let batch: StoredFile[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function removeImage(files: ImageFiles, file: string, before: number): Promise<boolean> {
  const removed = await removeUnlessReused(files, file, before);
  if (removed) await pruneFolders(file);
  return removed;
}

async function removeIfOld(file: string, before: number, timeOf: () => Promise<number | undefined>): Promise<boolean> {
  const time = await timeOf();
  const old = time !== undefined && time < before;
  if (old) await rm(file, { force: true });
  return old;
}

/** Counts what is removed, and goes on after what cannot be. */
class Pass {
  readonly #failures: unknown[] = [];
  #removed = 0;

  async remove(work: () => Promise<boolean>): Promise<void> {
    try {
      if (await work()) this.#removed += 1;
    } catch (error) {
      this.#failures.push(error);
    }
  }

  end(): number {
    if (this.#failures.length === 0) return this.#removed;
    const what = `The sweep removed ${this.#removed} file(s), but could not remove ${this.#failures.length}`;
    throw transientFailure(what, this.#failures[0]);
  }
}
