import { rm } from 'node:fs/promises';
import type { ImageStore } from '@safelight/core';
import { pruneFolders } from './durable-folders.ts';
import { transientFailure } from './errno.ts';
import { fileState } from './file-state.ts';
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
  const pass = new Pass(files, keep, before);
  let batch: StoredFile[] = [];
  for await (const one of storedFiles(files)) {
    if (!(await pass.isOld(one.file))) continue;
    batch.push(one);
    if (batch.length < batchSize) continue;
    await pass.removeUnkept(batch);
    batch = [];
  }
  if (batch.length > 0) await pass.removeUnkept(batch);
  for await (const part of unfinishedFiles(files)) await pass.removePart(part);
  return pass.end();
}

class Pass {
  readonly #files: ImageFiles;
  readonly #keep: Keep;
  readonly #before: number;
  readonly #failures: unknown[] = [];
  #removed = 0;

  constructor(files: ImageFiles, keep: Keep, before: number) {
    this.#files = files;
    this.#keep = keep;
    this.#before = before;
  }

  async isOld(file: string): Promise<boolean> {
    const state = await fileState(file);
    return state !== undefined && state.modifiedAt < this.#before;
  }

  async removeUnkept(batch: readonly StoredFile[]): Promise<void> {
    const kept = await this.#keep(batch.map((one) => one.key));
    for (const { key, file } of batch) {
      if (kept.has(key)) continue;
      await this.#count(async () => {
        const removed = await removeUnlessReused(this.#files, file, this.#before);
        if (removed) await pruneFolders(file);
        return removed;
      });
    }
  }

  async removePart(part: string): Promise<void> {
    await this.#count(async () => {
      const old = await this.isOld(part);
      if (old) await rm(part, { force: true });
      return old;
    });
  }

  async #count(remove: () => Promise<boolean>): Promise<void> {
    try {
      if (await remove()) this.#removed += 1;
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
