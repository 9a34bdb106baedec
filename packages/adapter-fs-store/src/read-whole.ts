import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { AbortSignalLike } from '@safelight/core';
import { throwIfAborted } from './abort.ts';

const chunk = 1024 * 1024;

/** The bytes, or why there are none. */
export type Read =
  | { readonly outcome: 'whole'; readonly bytes: Uint8Array }
  | { readonly outcome: 'too-large' | 'changing' };

/**
 * Reads the file from its beginning to its end, and never takes more than one byte above the size that
 * it had before: a file that grows under the reader costs no memory. A file that is no longer what it
 * was before the read is not given: half an upload is not the original.
 *
 * @param before the handle's state, taken before
 * @param limit the most bytes that are read
 * @throws {AbortedError} at the next chunk after the signal aborts
 */
export async function readWhole(
  handle: FileHandle,
  before: BigIntStats,
  limit: number,
  signal: AbortSignalLike,
): Promise<Read> {
  if (before.size > limit) return { outcome: 'too-large' };
  const size = Number(before.size);
  const buffer = Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  for (let ended = false; !ended && length < buffer.length; ) {
    throwIfAborted(signal);
    const { bytesRead } = await handle.read(buffer, length, Math.min(chunk, buffer.length - length), length);
    length += bytesRead;
    ended = bytesRead === 0;
  }
  const after = await handle.stat({ bigint: true });
  if (length > limit || after.size > limit) return { outcome: 'too-large' };
  if (length !== size || after.size !== before.size || after.mtimeNs !== before.mtimeNs) return { outcome: 'changing' };
  return { outcome: 'whole', bytes: new Uint8Array(buffer.buffer, 0, size) };
}
