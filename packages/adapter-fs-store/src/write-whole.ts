import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { AbortSignalLike, Derivative } from '@safelight/core';
import { throwIfAborted } from './abort.ts';
import { makeFolder, renameInto, syncFolders } from './durable-folders.ts';
import { nowInSeconds } from './file-state.ts';
import type { ImageFiles } from './image-files.ts';

const chunk = 1024 * 1024;

/**
 * Writes the data to a part, makes it durable and renames it to the file: under its name the file is
 * whole from the first moment, also to who reads it after a power cut. Leaves no part behind when it
 * throws.
 *
 * @throws {AbortedError} if the signal aborts before the rename
 * @throws the system's error
 */
export async function writeWhole(
  files: ImageFiles,
  file: string,
  { data, md5 }: Pick<Derivative, 'data' | 'md5'>,
  signal: AbortSignalLike,
): Promise<void> {
  throwIfAborted(signal);
  const made = await makeFolder(files.unfinished);
  const part = path.join(files.unfinished, `${md5}-${randomUUID()}.part`);
  try {
    await writePart(part, data, signal);
    throwIfAborted(signal);
    await renameInto(part, file);
    if (made !== undefined) await syncFolders([path.dirname(made)]);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

async function writePart(part: string, data: Uint8Array, signal: AbortSignalLike): Promise<void> {
  await using handle = await open(part, 'wx');
  for (let done = 0; done < data.length; ) {
    throwIfAborted(signal);
    done += await writeChunk(handle, data, done);
  }
  // The time by this machine's clock, as a reuse sets it: a file server's clock may differ.
  const now = nowInSeconds();
  await handle.utimes(now, now);
  await handle.sync();
}

async function writeChunk(handle: FileHandle, data: Uint8Array, from: number): Promise<number> {
  return (await handle.write(data, from, Math.min(chunk, data.length - from), from)).bytesWritten;
}
