import { open, rename, rm } from 'node:fs/promises';
import { renameInto } from './durable-folders.ts';
import { hasErrno, isMissing } from './errno.ts';
import { fileState, freshFileState } from './file-state.ts';
import { claimOf, type ImageFiles } from './image-files.ts';

/**
 * Removes a file that is older than `before`; gives whether it did. No file system can "unlink if still
 * that old", so a writer that reuses the file could come between the last look and the removal. Hence:
 *
 * - Sweep: (1) makes a claim beside the parts, exclusively; (2) looks at the time; (3) renames the file
 *   onto the claim; (4) looks at the time again: old, and the claim is unlinked; new, and it is renamed
 *   back.
 * - Writer: (a) sets the time to now; (b) looks for the claim: none, and the file in its place, and it is
 *   done; else it waits until the claim is gone and begins again (`putImage`).
 *
 * Nothing reused is removed: if (a) found the file, it did so before (3), so (4) sees the new time.
 * Nothing is even out of sight after a writer is done: it saw no claim at (b), so (1) was not done yet
 * and (2) will see the new time, or the claim is gone again and the file back. A sweep that dies leaves
 * a claim; the writer waits for it in vain, writes the file afresh, and a later sweep takes the claim.
 * A sweep that was only asleep puts back the fresh file, which it moved, at (4).
 */
export async function removeUnlessReused(files: ImageFiles, file: string, before: number): Promise<boolean> {
  const claim = claimOf(files, file);
  if (!(await makeClaim(claim))) return false;
  return (await moveIfOld(file, claim, before)) && removeOrPutBack(file, claim, before);
}

/** Step (4): what becomes of the file that the claim holds; true if it was removed. */
export async function removeOrPutBack(file: string, claim: string, before: number): Promise<boolean> {
  let old = false;
  try {
    old = isOld(await freshFileState(claim), before);
    return old;
  } finally {
    // Also where the look failed: in doubt the file stays.
    await (old ? rm(claim, { force: true }) : renameInto(claim, file));
  }
}

/** Moves the file onto the claim; if it is not old, or cannot be moved, only takes the claim back. */
async function moveIfOld(file: string, claim: string, before: number): Promise<boolean> {
  let moved = false;
  try {
    if (isOld(await fileState(file), before)) {
      await rename(file, claim);
      moved = true;
    }
    return moved;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  } finally {
    if (!moved) await rm(claim, { force: true });
  }
}

function isOld(state: { readonly modifiedAt: number } | undefined, before: number): boolean {
  return state !== undefined && state.modifiedAt < before;
}

/** False where another sweep has the file in hand. */
async function makeClaim(claim: string): Promise<boolean> {
  try {
    await (await open(claim, 'wx')).close();
    return true;
  } catch (error) {
    if (hasErrno(error, 'EEXIST')) return false;
    throw error;
  }
}
