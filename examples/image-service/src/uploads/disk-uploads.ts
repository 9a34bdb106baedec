import { rm } from 'node:fs/promises';
import { isSafelightError, NotRunningError, UnavailableError } from '@safelight/core';
import type { Request } from 'express';
import type { ReceivedUpload, Uploads } from '../http/dependencies.ts';
import { unfinishedFolder } from './folders.ts';
import { UploadForm } from './form.ts';
import { imageTypeOf } from './image-type.ts';
import { moveIntoPlace, placeOf } from './place.ts';
import { discardRest, readUpTo } from './request-body.ts';
import { tooLarge } from './temporary-file.ts';
import { shownName } from './upload-name.ts';

/** What uploads need. */
export interface DiskUploadsOptions {
  /** The folder that sources are read from, absolute; uploads lie in its folder `uploads`. */
  readonly inputDir: string;
  /** The largest file, in bytes. */
  readonly maxUploadBytes: number;
  /** The longest text field of a form, in bytes. */
  readonly maxBodyBytes: number;
  /** Uploads that are taken in at once; what comes besides is told to come again. Default 64. */
  readonly atOnce?: number;
  /** Told of the bytes of files as they come in. */
  readonly onBytes?: (bytes: number) => void;
}

/** Bytes of a form that are neither file nor field: boundaries and the headers of its parts. */
const framing = 64 * 1024;

/** Takes uploads to a folder: streamed, bounded, checked by content, and kept by content. */
export class DiskUploads implements Uploads {
  readonly #options: Required<DiskUploadsOptions>;
  /** The uploads under way, each with what ends it. */
  readonly #inHand = new Map<AbortController, Promise<unknown>>();
  #isClosed = false;

  /** Does no I/O. */
  constructor(options: DiskUploadsOptions) {
    this.#options = { atOnce: 64, onBytes: () => {}, ...options };
  }

  /**
   * See {@link Uploads}. What is refused is refused at once, without waiting for the rest of the body.
   *
   * @throws {UnavailableError} when the disk refuses, or too many uploads are under way
   * @throws {NotRunningError} when it was closed
   */
  async receive(request: Request): Promise<ReceivedUpload> {
    const ending = new AbortController();
    try {
      this.#checkRoom();
      const receiving = this.#receive(request, ending);
      this.#inHand.set(ending, receiving);
      return await receiving;
    } catch (error) {
      discardRest(request);
      throw this.#explain(error);
    } finally {
      this.#inHand.delete(ending);
    }
  }

  /** Takes no more, ends uploads under way, and resolves once no temporary file is left. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const ending of this.#inHand.keys()) ending.abort();
    await Promise.allSettled(this.#inHand.values());
  }

  #checkRoom(): void {
    const { atOnce } = this.#options;
    if (this.#isClosed) throw new NotRunningError('This process stops: it takes no more uploads. Send it again.');
    if (this.#inHand.size >= atOnce) {
      throw new UnavailableError('uploads', `${atOnce} uploads are under way, and no more are taken at once.`);
    }
  }

  async #receive(request: Request, ending: AbortController): Promise<ReceivedUpload> {
    const { inputDir, maxUploadBytes, maxBodyBytes, onBytes } = this.#options;
    const form = new UploadForm({
      folder: unfinishedFolder(inputDir),
      limit: maxUploadBytes,
      maxFieldBytes: maxBodyBytes,
      signal: ending.signal,
      onBytes,
    });
    try {
      const whole = maxUploadBytes + maxBodyBytes + framing;
      const { givenName, part, fields } = await readUpTo(request, whole, tooLarge(maxUploadBytes), form);
      const format = await imageTypeOf(part.path);
      const path = placeOf(part.sha256, givenName, format);
      await moveIntoPlace(part, inputDir, path);
      return { path, upload: { name: shownName(givenName), size: part.size, format }, fields };
    } finally {
      ending.abort();
      const left = await form.written();
      if (left !== undefined) await rm(left.path, { force: true });
    }
  }

  #explain(error: unknown): unknown {
    if (isSafelightError(error)) return error;
    if (this.#isClosed) return new NotRunningError('This process stops, and ended the upload. Send it again.');
    // The system's message names paths of this machine: it is for the log alone.
    const isOfSystem = error instanceof Error && 'syscall' in error;
    return isOfSystem ? new UnavailableError('uploads', 'The upload could not be stored.', { cause: error }) : error;
  }
}
