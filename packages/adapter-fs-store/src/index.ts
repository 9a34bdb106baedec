// The public surface of `@safelight/adapter-fs-store`.

export { FsImageStore, type FsImageStoreOptions } from './fs-image-store.ts';
export { FsSourceReader, type FsSourceReaderOptions } from './fs-source-reader.ts';
export { type FsStore, type FsStoreOptions, fsStore } from './fs-store.ts';
