import { ConfigError } from '../domain/errors.ts';
import { uuidv7 } from '../domain/id.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import { silentLogger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import { plainSpan } from '../ports/span.ts';
import { onAbort } from './abort.ts';

/** What this file uses of the platform; core itself has no platform types. */
interface Platform {
  readonly setTimeout?: (callback: () => void, ms: number) => unknown;
  readonly clearTimeout?: (timer: unknown) => void;
  readonly crypto?: { getRandomValues(array: Uint32Array): Uint32Array };
}

/** The longest delay that setTimeout keeps to, in milliseconds; it takes a longer one for 1. */
const longestTimer = 2 ** 31 - 1;

/**
 * The runtime on the platform's own clock and timers, with silent logger and plain span.
 *
 * @throws {ConfigError} on the first sleep where the platform has no timers: hand a `runtime` in then
 */
export function systemRuntime(): Runtime {
  const platform = globalThis as Platform;
  const random = unguessable(platform);
  return {
    now: () => Date.now(),
    sleep: (ms, signal) => sleep(platform, ms, signal),
    newId: () => uuidv7(Date.now(), random),
    random: () => Math.random(),
    log: silentLogger,
    span: plainSpan,
  };
}

/** Gives numbers in [0, 1) that nobody can guess, where the platform has such. */
function unguessable({ crypto }: Platform): () => number {
  if (crypto === undefined) return () => Math.random();
  // Asked for many at a time: each call costs as much as a hundred words.
  const words = new Uint32Array(256);
  let used = words.length;
  return () => {
    if (used === words.length) {
      crypto.getRandomValues(words);
      used = 0;
    }
    return (words[used++] ?? 0) / 2 ** 32;
  };
}

function sleep(platform: Platform, ms: number, signal: AbortSignalLike | undefined): Promise<void> {
  const { setTimeout, clearTimeout } = platform;
  if (setTimeout === undefined || clearTimeout === undefined) {
    throw new ConfigError('The runtime', ['setTimeout: this platform has no timers; pass a runtime of your own']);
  }
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(
      () => {
        stop?.();
        resolve();
      },
      Math.min(ms, longestTimer),
    );
    const stop = signal && onAbort(signal, () => finish(clearTimeout, timer, resolve));
  });
}

function finish(clearTimeout: (timer: unknown) => void, timer: unknown, resolve: () => void): void {
  clearTimeout(timer);
  resolve();
}
