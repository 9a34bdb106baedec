import { ConfigError, check, fillOptions, type ImageStore, type SourceReader } from '@safelight/core';
import { FsImageStore, type FsImageStoreOptions } from './fs-image-store.ts';
import { FsSourceReader, type FsSourceReaderOptions } from './fs-source-reader.ts';
import { folderCheck, maxSourceBytesCheck, prefixCheck } from './option-checks.ts';

/** What {@link fsStore} needs: `root` or `roots`, and `output`. */
export interface FsStoreOptions extends FsImageStoreOptions, Omit<FsSourceReaderOptions, 'roots'> {
  /** The one folder that sources may be read from. */
  readonly root?: string;
  /** The folders that sources may be read from, in the order of looking; instead of `root`. */
  readonly roots?: readonly string[];
}

/** The adapters that {@link fsStore} gives. */
export interface FsStore {
  readonly sources: SourceReader;
  readonly images: ImageStore;
}

/**
 * Sources and derivatives on local or mounted folders, as a bundle for `createWorker`:
 *
 * ```ts
 * createWorker({ ...engines, ...fsStore({ root: './input', output: './output' }), processor });
 * ```
 *
 * @throws {ConfigError} that lists every problem. Does no I/O.
 */
export function fsStore(options: FsStoreOptions): FsStore {
  const subject = 'The options of fsStore()';
  const { root, roots, output, prefix, maxSourceBytes } = fillOptions<FsStoreOptions>(
    subject,
    options,
    {},
    {
      root: check.optional(folderCheck),
      roots: check.optional(check.array(folderCheck, { min: 1 })),
      output: folderCheck,
      prefix: check.optional(prefixCheck),
      maxSourceBytes: check.optional(maxSourceBytesCheck),
    },
  );
  const folders = root === undefined ? roots : [root];
  if (folders === undefined || (root !== undefined && roots !== undefined)) {
    throw new ConfigError(subject, ['root: give either root or roots, the folders that sources may be read from']);
  }
  return {
    sources: new FsSourceReader({ roots: folders, ...(maxSourceBytes === undefined ? {} : { maxSourceBytes }) }),
    images: new FsImageStore({ output, ...(prefix === undefined ? {} : { prefix }) }),
  };
}
