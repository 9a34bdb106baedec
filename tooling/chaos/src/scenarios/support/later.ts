/**
 * The promise, for who awaits it later: should something else fail first, nobody will, and that must not end the rig.
 * Who does await it hears of its failure all the same.
 */
export function later<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
