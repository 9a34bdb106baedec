import { rm } from 'node:fs/promises';
import path from 'node:path';
import { isSafelightError, NotRunningError, UnavailableError } from '@safelight/core';
import type { Request } from 'express';
import type { ReceivedUpload, Uploads } from '../http/dependencies.ts';
import { isOfSystem } from '../shared/errno.ts';
import { unfinishedFolder, uploadsFolder } from './folders.ts';
import { UploadForm } from './form.ts';
import { imageTypeOf } from './image-type.ts';
import { moveIntoPlace, placeOf, renewPlace } from './place.ts';
import { discardRest, type Pace, readWithin, slowestPace } from './request-body.ts';
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
  /** What a client must bring, or its upload is ended. Default {@link slowestPace}. */
  readonly pace?: Pace;
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
    this.#options = { atOnce: 64, pace: slowestPace, onBytes: () => {}, ...options };
  }

  /**
   * See {@link Uploads}. What is refused is refused at once, without waiting for the rest of the body.
   *
   * @throws {UnavailableError} when the disk refuses, or too many uploads are under way
   * @throws {NotRunningError} when it was closed
   */
  async receive<T>(request: Request, use: (upload: ReceivedUpload) => T): Promise<T> {
    const ending = new AbortController();
    try {
      this.#checkRoom();
      const receiving = this.#receive(request, use, ending);
      this.#inHand.set(ending, receiving);
      return await receiving;
    } catch (error) {
      discardRest(request);
      throw this.#explain(error);
    } finally {
      this.#inHand.delete(ending);
    }
  }

  /** See {@link Uploads}. @throws {UnavailableError} when the disk refuses */
  async renew(source: string): Promise<void> {
    try {
      await renewPlace(this.#options.inputDir, source);
    } catch (error) {
      throw this.#explain(error);
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

  async #receive<T>(request: Request, use: (upload: ReceivedUpload) => T, ending: AbortController): Promise<T> {
    const { inputDir, maxUploadBytes, maxBodyBytes, pace, onBytes } = this.#options;
    const form = new UploadForm({
      folder: path.join(inputDir, uploadsFolder, unfinishedFolder),
      limit: maxUploadBytes,
      maxFieldBytes: maxBodyBytes,
      signal: ending.signal,
      onBytes,
    });
    try {
      const bounds = { limit: maxUploadBytes + maxBodyBytes + framing, pace };
      const { givenName, written, fields } = await readWithin(request, bounds, tooLarge(maxUploadBytes), form);
      const format = await imageTypeOf(written.path);
      const place = placeOf(written.sha256, givenName, format);
      const name = shownName(givenName);
      // Before the file is moved: of what is refused, nothing is left.
      const used = use({ path: place, upload: { name, size: written.size, format }, fields });
      await moveIntoPlace(written, inputDir, place);
      return used;
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
    return isOfSystem(error)
      ? new UnavailableError('uploads', 'The upload could not be stored.', { cause: error })
      : error;
  }
}
