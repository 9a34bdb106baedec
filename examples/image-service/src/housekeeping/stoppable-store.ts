import type { ImageStore } from '@safelight/core';

/** The store's sweep, which ends when the signal aborts: it asks what to keep before each batch, and is not told. */
export function stoppableStore(store: Pick<ImageStore, 'sweep'>, signal: AbortSignal): Pick<ImageStore, 'sweep'> {
  return {
    sweep: (keep, before) =>
      store.sweep(async (paths) => {
        signal.throwIfAborted();
        return keep(paths);
      }, before),
  };
}
