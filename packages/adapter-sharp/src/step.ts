import { AbortedError, type AbortSignalLike, messageOf } from '@safelight/core';
import { timeLimitReached } from './failures.ts';

/** What ends a step early. */
export interface StepLimits {
  readonly signal: AbortSignalLike;
  readonly timeoutSeconds: number;
}

/** @throws {AbortedError} if the signal has aborted */
export function throwIfAborted(signal: AbortSignalLike): void {
  if (signal.aborted) throw abortedError(signal);
}

/**
 * Does one step of the work, but waits no longer than until the signal aborts or the time is up. sharp
 * has a time limit of its own, which really stops libvips, but looks at the clock only between strips of
 * the result: a huge source that becomes a small image has one strip. So a step that was given up ends
 * by itself, unheard, at sharp's limit or when it is done.
 *
 * @param what names the step in the message, such as `Decoding the source`
 * @throws {AbortedError} at once when the signal aborts, and without beginning if it has
 * @throws {SafelightError} `PROCESSING_FAILED` when the time is up
 */
export async function runStep<T>(
  what: string,
  { signal, timeoutSeconds }: StepLimits,
  work: () => Promise<T>,
): Promise<T> {
  throwIfAborted(signal);
  let release = (): void => {};
  const cutShort = new Promise<never>((_resolve, reject) => {
    const onAbort = (): void => reject(abortedError(signal));
    const timer = setTimeout(() => reject(timeLimitReached(what)), timeoutSeconds * 1000);
    signal.addEventListener('abort', onAbort);
    release = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    };
  });
  try {
    return await Promise.race([work(), cutShort]);
  } finally {
    release();
  }
}

function abortedError(signal: AbortSignalLike): AbortedError {
  const { reason } = signal;
  return new AbortedError(reason === undefined ? 'the signal aborted' : messageOf(reason), { cause: reason });
}
