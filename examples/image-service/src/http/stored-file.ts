import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { FsImageStore } from '@safelight/adapter-fs-store';
import { errorCodes, isPermanentProcessingError } from '@safelight/core';

/** A derivative's file. */
export interface StoredFile {
  /** The folder of all derivatives, absolute and without links. */
  readonly root: string;
  /** Below the folder. */
  readonly file: string;
  /** Of the content, in hex: its name says so. */
  readonly md5: string;
}

/** Finds the files of derivatives by what their keys have after the prefix. Gives nothing else out of the folder. */
export class StoredFiles {
  readonly #output: string;
  readonly #prefix: string;
  readonly #store: FsImageStore;

  /** @param output the folder, absolute @param prefix what the keys begin with */
  constructor(output: string, prefix: string) {
    this.#output = output;
    this.#prefix = prefix;
    this.#store = new FsImageStore({ output, prefix });
  }

  /** The file of `{imageName}/{resolution}/{md5}.jpg`; undefined for anything else, and where there is none. */
  async find(below: string): Promise<StoredFile | undefined> {
    if (!(await this.#isStored(below))) return undefined;
    const [root, real] = await Promise.all([realOf(this.#output), realOf(path.join(this.#output, below))]);
    if (root === undefined || real === undefined) return undefined;
    const file = path.relative(root, real);
    // A folder of it that is a link may lead anywhere. Where case does not matter, only its letters may differ.
    if (file.split(path.sep).join('/').toLowerCase() !== below.toLowerCase()) return undefined;
    return { root, file, md5: path.basename(below, path.extname(below)) };
  }

  /** Asks the store: it knows what its keys look like, and takes no link for a file. */
  async #isStored(below: string): Promise<boolean> {
    try {
      return (await this.#store.stat(`${this.#prefix}/${below}`)) !== undefined;
    } catch (error) {
      if (isPermanentProcessingError(error) && error.code === errorCodes.sourceNotAllowed) return false;
      throw error;
    }
  }
}

async function realOf(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
