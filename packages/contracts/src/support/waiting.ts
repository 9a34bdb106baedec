import assert from 'node:assert/strict';

/** Gives what the promise gives, or fails once `ms` milliseconds have passed. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Made before the wait, so that its stack says who waited.
  const message = `${what}: did not come within ${ms} ms`;
  const error = new assert.AssertionError({ message, stackStartFn: within });
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Looks again and again until the probe gives a value other than undefined: for states of a raw store
 * that nothing tells. What facts or events tell is awaited instead.
 */
export async function eventually<T>(ms: number, what: string, probe: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) assert.fail(`${what}: was not so within ${ms} ms`);
    await elapse(Math.min(20, ms / 50));
  }
}

/** Lets time pass where the passing of time is what is tested, such as a lock that must be renewed. */
export function elapse(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A promise that a test settles by hand. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Makes a {@link Deferred}. */
export function deferred<T = void>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
