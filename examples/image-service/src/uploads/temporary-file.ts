import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HttpProblemError } from '../http/problems.ts';

/** A file as it was sent, whole, under a temporary name. */
export interface StoredPart {
  /** Absolute. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Of the content, in hex. */
  readonly sha256: string;
}

/** How a file is written. */
export interface WriteOptions {
  /** The most bytes that are taken. */
  readonly limit: number;
  /** Ends the writing. */
  readonly signal: AbortSignal;
  /** Told of every piece: how many bytes it has. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Streams to a file of a new name in the folder, hashing on the way. Leaves no file when it throws.
 *
 * @throws {HttpProblemError} `PAYLOAD_TOO_LARGE` as soon as there is a byte too many
 * @throws what the source fails with, or the system
 */
export async function writeTemporary(source: Readable, folder: string, options: WriteOptions): Promise<StoredPart> {
  const { limit, signal, onBytes } = options;
  const hash = createHash('sha256');
  const file = path.join(folder, randomUUID());
  let size = 0;
  try {
    await mkdir(folder, { recursive: true });
    await using handle = await open(file, 'wx');
    const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of chunks) {
        size += chunk.length;
        onBytes(chunk.length);
        if (size > limit) throw tooLarge(limit);
        hash.update(chunk);
        await handle.appendFile(chunk);
      }
    };
    await pipeline(source, write, { signal });
    return { path: file, size, sha256: hash.digest('hex') };
  } catch (error) {
    // The stream may wait for what nobody reads any more.
    source.destroy();
    await rm(file, { force: true });
    throw error;
  }
}

/** The problem of an upload with too many bytes. */
export function tooLarge(limit: number): HttpProblemError {
  return new HttpProblemError(
    'PAYLOAD_TOO_LARGE',
    `The file has more than the ${limit} bytes (${Math.floor((limit / 1024 / 1024) * 10) / 10} MiB) that are allowed.`,
  );
}
