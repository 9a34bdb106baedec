import { AbortedError, type AbortSignalLike, messageOf } from '@safelight/core';

/** @throws {AbortedError} if the signal has aborted */
export function throwIfAborted(signal: AbortSignalLike): void {
  if (signal.aborted) throw abortedError(signal);
}

/**
 * Does the work, but waits no longer than until the signal aborts. libvips can't be stopped within a
 * step: one that was given up ends by itself, at the latest at its time limit, and its result is dropped.
 *
 * @throws {AbortedError} at once when the signal aborts, and without beginning if it has
 */
export async function unlessAborted<T>(signal: AbortSignalLike, work: () => Promise<T>): Promise<T> {
  throwIfAborted(signal);
  let stopListening = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(abortedError(signal));
    signal.addEventListener('abort', onAbort);
    stopListening = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    stopListening();
  }
}

function abortedError(signal: AbortSignalLike): AbortedError {
  const { reason } = signal;
  return new AbortedError(reason === undefined ? 'the signal aborted' : messageOf(reason), { cause: reason });
}
