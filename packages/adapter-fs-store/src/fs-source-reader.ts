import path from 'node:path';
import {
  type AbortSignalLike,
  check,
  fillOptions,
  freeBytes,
  type Source,
  type SourceBytes,
  type SourceReader,
} from '@safelight/core';
import { orAborted, throwIfAborted } from './abort.ts';
import { openSource } from './open-source.ts';
import { folderCheck, maxSourceBytesCheck } from './option-checks.ts';
import { readWhole } from './read-whole.ts';
import { sourceChanging, sourceTooLarge, sourceUnreadable } from './source-errors.ts';

/** What an {@link FsSourceReader} needs. */
export interface FsSourceReaderOptions {
  /**
   * The folders that sources may be read from, at least one. A relative one is taken from the working
   * directory at the time of construction.
   */
  readonly roots: readonly string[];
  /** The largest source, in bytes. Default 104857600 (100 MiB). */
  readonly maxSourceBytes?: number;
}

/**
 * Reads sources from folders. A source's path is absolute, or relative to a root; with several roots a
 * relative path is looked up in each in their order. Only regular files that really are inside a root
 * are read, however the path gets there.
 *
 * Errors: `SOURCE_NOT_FOUND` (nothing there), `SOURCE_NOT_ALLOWED` (outside, or no regular file) and
 * `IMAGE_TOO_LARGE` are permanent. `UNAVAILABLE` (a root is gone) and `PROCESSING_FAILED` (the system's
 * error is the cause, or the file was changed while it was read) are transient.
 */
export class FsSourceReader implements SourceReader {
  readonly #roots: readonly string[];
  readonly #limit: number;

  /** @throws {ConfigError} that lists every problem. Does no I/O. */
  constructor(options: FsSourceReaderOptions) {
    const { roots, maxSourceBytes } = fillOptions<Required<FsSourceReaderOptions>>(
      'The options of FsSourceReader',
      options,
      { maxSourceBytes: 100 * 1024 * 1024 },
      { roots: check.array(folderCheck, { min: 1 }), maxSourceBytes: maxSourceBytesCheck },
    );
    this.#roots = roots.map((root) => path.resolve(root));
    this.#limit = maxSourceBytes;
  }

  read(source: Source, signal: AbortSignalLike): Promise<SourceBytes> {
    return orAborted(signal, () => this.#read(source.path, signal));
  }

  /** Gives the bytes' memory back: the array is empty from now on. */
  release(bytes: SourceBytes): void {
    freeBytes(bytes);
  }

  async #read(source: string, signal: AbortSignalLike): Promise<SourceBytes> {
    try {
      await using handle = await openSource(this.#roots, source);
      throwIfAborted(signal);
      const read = await readWhole(handle, await handle.stat({ bigint: true }), this.#limit, signal);
      if (read.outcome === 'whole') return read.bytes;
      throw read.outcome === 'too-large' ? sourceTooLarge(source, this.#limit) : sourceChanging(source);
    } catch (error) {
      throw sourceUnreadable(source, error);
    }
  }
}
