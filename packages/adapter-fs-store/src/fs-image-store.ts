import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import {
  type Derivative,
  errorCodes,
  fillOptions,
  type ImageStat,
  type ImageStore,
  SafelightError,
  type StoredImage,
  type WriteOptions,
} from '@safelight/core';
import { throwIfAborted } from './abort.ts';
import { pruneFolders } from './durable-folders.ts';
import { transientFailure } from './errno.ts';
import { fileState } from './file-state.ts';
import { fileOf, type ImageFiles, imageFiles, keyOf } from './image-files.ts';
import { keptKey } from './kept-key.ts';
import { folderCheck, prefixCheck } from './option-checks.ts';
import { putImage } from './put-image.ts';
import { sweepFiles } from './sweep.ts';

/** What an {@link FsImageStore} needs. */
export interface FsImageStoreOptions {
  /**
   * The folder that derivatives are kept in; made with the first one. A relative one is taken from the
   * working directory at the time of construction.
   */
  readonly output: string;
  /** What the keys begin with; it is no part of the files' paths. Default `/output`. */
  readonly prefix?: string;
}

/**
 * Keeps derivatives in a folder: `{prefix}/{imageName}/{resolution}/{md5}.jpg` is the file
 * `{output}/{imageName}/{resolution}/{md5}.jpg`. Any number of stores, in any number of processes, may
 * share the folder.
 *
 * Errors: `SOURCE_NOT_ALLOWED` (a name or key that is not of the layout) is permanent,
 * `PROCESSING_FAILED` (a full disk, a missing right, …; the system's error is the cause) is transient.
 */
export class FsImageStore implements ImageStore {
  readonly #files: ImageFiles;

  /** @throws {ConfigError} that lists every problem. Does no I/O. */
  constructor(options: FsImageStoreOptions) {
    const { output, prefix } = fillOptions<Required<FsImageStoreOptions>>(
      'The options of FsImageStore',
      options,
      { prefix: '/output' },
      { output: folderCheck, prefix: prefixCheck },
    );
    this.#files = imageFiles(output, prefix);
  }

  async write(derivative: Derivative, { imageName, signal }: WriteOptions): Promise<StoredImage> {
    throwIfAborted(signal);
    const key = keyOf(this.#files, imageName, derivative);
    checkContent(key, derivative);
    const file = fileOf(this.#files, key);
    const { data: _data, ...image } = derivative;
    return explain(`The derivative ${key} could not be stored`, async () => {
      await putImage(this.#files, file, derivative, signal);
      return { ...image, path: await keptKey(this.#files, key, file) };
    });
  }

  async stat(path: string): Promise<ImageStat | undefined> {
    const file = fileOf(this.#files, path);
    return explain(`The file of ${path} could not be looked at`, () => fileState(file));
  }

  async remove(path: string): Promise<void> {
    const file = fileOf(this.#files, path);
    await explain(`The file of ${path} could not be removed`, async () => {
      await rm(file, { force: true });
      await pruneFolders(file);
    });
  }

  async sweep(keep: (paths: readonly string[]) => Promise<ReadonlySet<string>>, before: number): Promise<number> {
    return explain('The sweep could not go on', () => sweepFiles(this.#files, keep, before));
  }
}

async function explain<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw transientFailure(what, error);
  }
}

/** The name promises the content: a derivative that breaks the promise must not get one. */
function checkContent(key: string, { data, md5, size }: Derivative): void {
  const actual = createHash('md5').update(data).digest('hex');
  if (actual === md5 && data.byteLength === size) return;
  throw new SafelightError(
    errorCodes.processingFailed,
    `The derivative ${key} is not what it says: ${data.byteLength} bytes with MD5 ${actual} ` +
      `instead of ${size} with ${md5}. Nothing was stored; check the ImageProcessor, or the machine's memory.`,
  );
}
