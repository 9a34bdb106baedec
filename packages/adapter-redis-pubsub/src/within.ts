import { UnavailableError } from '@safelight/core';

/**
 * What `work` gives, unless it takes longer than `ms` milliseconds: then an {@link UnavailableError}
 * with `message`. What becomes of the work later is ignored.
 */
export function within<T>(ms: number, message: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new UnavailableError('bus', message));
    // After a pause of the whole process timers come first: what arrived meanwhile is read before it is given up.
    const timer = setTimeout(() => setImmediate(late), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
