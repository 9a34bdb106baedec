import type { ImageStore } from '@safelight/core';

/** The store, whose sweep ends when the signal aborts: it asks what to keep before each batch, and is not told. */
export function stoppableStore(store: ImageStore, signal: AbortSignal): ImageStore {
  return {
    write: (derivative, options) => store.write(derivative, options),
    stat: (path) => store.stat(path),
    remove: (path) => store.remove(path),
    sweep: (keep, before) =>
      store.sweep(async (paths) => {
        signal.throwIfAborted();
        return keep(paths);
      }, before),
  };
}
