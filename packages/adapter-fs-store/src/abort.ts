import { AbortedError, type AbortSignalLike, messageOf } from '@safelight/core';

function abortedBy(signal: AbortSignalLike): AbortedError {
  const { reason } = signal;
  return new AbortedError(reason === undefined ? 'its signal aborted' : messageOf(reason).replace(/\.$/, ''), {
    cause: reason,
  });
}

/** Throws `AbortedError` if the signal has aborted. */
export function throwIfAborted(signal: AbortSignalLike): void {
  if (signal.aborted) throw abortedBy(signal);
}

/**
 * Gives what the work gives, or rejects as soon as the signal aborts: a read that hangs in a dead network
 * mount cannot be called back, but nobody has to wait for it. The work goes on to its own next look at the
 * signal and cleans up there; what it throws by then is of no more interest.
 */
export async function orAborted<T>(signal: AbortSignalLike, work: () => Promise<T>): Promise<T> {
  throwIfAborted(signal);
  let listener = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    listener = () => reject(abortedBy(signal));
    signal.addEventListener('abort', listener);
  });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', listener);
  }
}
