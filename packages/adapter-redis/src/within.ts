import { UnavailableError } from '@safelight/core';

/**
 * What `work` gives, unless it takes longer than `ms` milliseconds: then an {@link UnavailableError}.
 * What becomes of the work later is ignored.
 */
export function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new UnavailableError('redis', `Redis did not answer within ${ms} ms.`));
    // After a pause of the whole process timers come first: what arrived meanwhile is read before it is given up.
    const timer = setTimeout(() => setImmediate(late), ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
