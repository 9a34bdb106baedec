import { UnavailableError } from '@safelight/core';

/**
 * Gives what the work gives, or rejects once the time is up. The driver has limits for each of its
 * steps (selecting a server, connecting, waiting for a reply) but none for their sum; they end the
 * work that is left behind here.
 *
 * @param ms milliseconds
 * @throws {UnavailableError}
 */
export async function within<T>(ms: number, operation: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const tell = (): void =>
      reject(
        new UnavailableError(
          'repository',
          `MongoDB did not ${operation} within ${ms} ms; it may do so yet. Try again, or give mongo() a longer timeout.`,
        ),
      );
    timer = setTimeout(tell, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
