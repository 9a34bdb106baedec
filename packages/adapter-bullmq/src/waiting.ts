import { type AbortSignalLike, onAbort } from '@safelight/core';

/** Resolves after `ms` milliseconds, or as soon as the signal aborts; it never rejects. */
export function pause(ms: number, signal?: AbortSignalLike): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stop?.();
      resolve();
    }, ms);
    const stop =
      signal &&
      onAbort(signal, () => {
        clearTimeout(timer);
        resolve();
      });
  });
}

/** What `work` gives, or a rejection with `reason()` as soon as the signal aborts: it may never end then. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignalLike, reason: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(reason()));
    work.then(resolve, reject).finally(stop);
  });
}
