import { AbortedError } from '../domain/errors.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort, onAbort } from './abort.ts';

/** What this file uses of the platform. */
interface Platform {
  readonly AbortController?: new () => { readonly signal: AbortSignalLike; abort(reason: unknown): void };
}

/** The platform's own controller, whose signal `fetch` and its like take; ours where there is none. */
function newController(): { readonly signal: AbortSignalLike; abort(reason: unknown): void } {
  const { AbortController } = globalThis as Platform;
  return AbortController ? new AbortController() : new Abort();
}

/** A limit on a piece of work. */
export interface TimeLimit {
  /** Milliseconds. */
  readonly limit: number;
  /** What the work fails with when its time is up. */
  readonly late: () => Error;
  /** Ends the work as well, with an `AbortedError`. */
  readonly outer?: AbortSignalLike;
}

/**
 * Does the work under a signal of its own, which aborts when the time is up or `outer` aborts, and never
 * otherwise. Fails at that moment, whether the work listens to its signal or not: what hangs must not
 * hold its place for ever.
 */
export async function withinTime<T>(
  runtime: Runtime,
  { limit, late, outer }: TimeLimit,
  work: (signal: AbortSignalLike) => Promise<T>,
): Promise<T> {
  const controller = newController();
  const done = new Abort();
  let stop = (): void => {};
  try {
    return await new Promise<T>((resolve, reject) => {
      const giveUp = (reason: unknown, error: Error): void => {
        reject(error);
        controller.abort(reason);
      };
      if (outer) stop = onAbort(outer, () => giveUp(outer.reason, new AbortedError(String(outer.reason))));
      void runtime.sleep(limit, done.signal).then(() => {
        if (!done.signal.aborted) giveUp('timeout', late());
      });
      work(controller.signal).then(resolve, reject);
    });
  } finally {
    stop();
    done.abort('the work has ended');
  }
}
