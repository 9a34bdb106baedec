import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AbortSignalLike, Derivative } from '@safelight/core';
import { syncFolders } from './durable-folders.ts';
import { isMissing } from './errno.ts';
import { fileState, nowInSeconds } from './file-state.ts';
import { claimOf, type ImageFiles } from './image-files.ts';
import { writeWhole } from './write-whole.ts';

/** How long a sweep may take over one file before it counts as dead, and how often it is looked at. */
const claimPatience = 2000;
const claimLook = 10;

/**
 * Puts the data under the file's name, or refreshes the file that is there. A sweep that is about to
 * remove that very file is waited for: see `removeUnlessReused` for why nothing is lost.
 */
export async function putImage(
  files: ImageFiles,
  file: string,
  derivative: Pick<Derivative, 'data' | 'md5'>,
  signal: AbortSignalLike,
): Promise<void> {
  const claim = claimOf(files, file);
  const size = derivative.data.length;
  const inHand = async (): Promise<boolean> => (await fileState(claim)) !== undefined;
  const deadline = performance.now() + claimPatience;
  for (;;) {
    if (!(await reuse(file, size))) await writeOrReuse(files, file, derivative, signal);
    // A claim that outlives the patience is a dead sweep's: the file now in its place stays there.
    if (performance.now() > deadline) break;
    if (!(await inHand()) && (await fileState(file))?.size === size) break;
    while (performance.now() <= deadline && (await inHand())) await delay(claimLook);
  }
  const folder = path.dirname(file);
  await syncFolders([folder, path.dirname(folder), files.output]);
}

/** Refreshes the time of a file of this size; false if there is none. */
async function reuse(file: string, size: number): Promise<boolean> {
  if ((await fileState(file))?.size !== size) return false;
  const now = nowInSeconds();
  try {
    await utimes(file, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Windows refuses to rename over a file that somebody reads; where an equal one came first, that will do. */
async function writeOrReuse(
  files: ImageFiles,
  file: string,
  derivative: Pick<Derivative, 'data' | 'md5'>,
  signal: AbortSignalLike,
): Promise<void> {
  try {
    await writeWhole(files, file, derivative, signal);
  } catch (error) {
    if (signal.aborted || !(await reuse(file, derivative.data.length))) throw error;
  }
}
