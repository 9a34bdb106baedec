/**
 * What the work gives, unless that takes too long. The work itself goes on; how it ends then is nobody's business.
 *
 * @param ms milliseconds
 * @throws {Error} when they are over, and whatever the work throws
 */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
