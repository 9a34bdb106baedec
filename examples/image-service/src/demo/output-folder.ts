import path from 'node:path';
import { messageOf, type StoredImage } from '@safelight/core';
import { makeFolder } from '../processes/make-folder.ts';
import { UsageError } from './usage-error.ts';

/** Where the derivatives go, and how their keys and their files belong together. */
export class OutputFolder {
  /** What the store's keys begin with. */
  readonly prefix = '/output';
  /** Absolute. */
  readonly path: string;
  readonly #base: string;

  /**
   * @param typed as on the command line
   * @param base absolute: what a relative folder starts from, and where the user reads paths
   */
  constructor(typed: string, base: string) {
    this.path = path.resolve(base, typed);
    this.#base = base;
  }

  /**
   * Makes the folder, so that one that can't be made is told before any work.
   *
   * @throws {UsageError}
   */
  async make(): Promise<void> {
    try {
      await makeFolder(this.path);
    } catch (error) {
      const what = `The output folder can't be made: ${messageOf(error)}. Name another with --output DIR.`;
      throw new UsageError(what, { cause: error });
    }
  }

  /** The file of a stored image, as a path that works where the demo was called. */
  fileOf(image: StoredImage): string {
    const file = path.join(this.path, image.path.slice(this.prefix.length));
    const relative = path.relative(this.#base, file);
    return relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
  }
}
