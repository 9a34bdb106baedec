import { AbortedError, isConcurrencyConflictError, isUnavailableError } from '../domain/errors.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Runtime } from '../ports/runtime.ts';

/** The first and the longest pause between two tries, in milliseconds. */
const firstPause = 100;
const longestPause = 5_000;

/**
 * Tries until it works: a service that is down is waited for, and a conflict is decided anew. Any
 * other error is thrown.
 *
 * @throws {AbortedError} when the signal aborts meanwhile
 */
export async function insist<T>(
  runtime: Runtime,
  signal: AbortSignalLike,
  what: string,
  work: () => Promise<T>,
): Promise<T> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnavailableError(error) && !isConcurrencyConflictError(error)) throw error;
      if (signal.aborted) throw new AbortedError(`${what} was given up while waiting`, { cause: error });
      runtime.log.warn({ err: error }, `${what} did not work yet; it is tried again.`);
      await runtime.sleep(pause * (0.5 + runtime.random() / 2), signal);
    }
  }
}
