import { UnavailableError } from '@safelight/core';

/**
 * What `work` gives, unless it takes longer than `ms` milliseconds: then an {@link UnavailableError}
 * with `message`. What becomes of the work later is ignored.
 */
export function within<T>(ms: number, message: string, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new UnavailableError('bus', message)), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
