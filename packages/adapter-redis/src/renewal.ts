import { pause } from './abort.ts';
import type { LeaseKey } from './lease-key.ts';

/** What a renewal needs. Times are in milliseconds. */
export interface RenewalOptions {
  readonly key: LeaseKey;
  readonly ttl: number;
  /** By `performance.now()`, just before the lease was taken. */
  readonly takenAt: number;
  /** Called at most once, when the lease is lost. */
  readonly onLost: () => void;
  /** Called for each try that Redis did not answer. */
  readonly onFailure: (error: unknown) => void;
  /** Ends the renewal. */
  readonly done: AbortSignal;
}

/**
 * Renews a lease every third of its time to live until `done`, or until it is lost: another has it, or
 * Redis could not be told for so long that another may have it. Counted from before each try was sent,
 * so that the holder never believes in it for longer than Redis does.
 */
export async function renew(options: RenewalOptions): Promise<void> {
  const { key, ttl, onLost, onFailure, done } = options;
  const over = new AbortController();
  const lose = (): void => {
    over.abort();
    onLost();
  };
  const stop = (): void => over.abort();
  done.addEventListener('abort', stop);
  let expiry = setTimeout(lose, remaining(options.takenAt, ttl));
  let rest = ttl / 3;
  for (;;) {
    await pause(rest, over.signal);
    if (over.signal.aborted) break;
    const sentAt = performance.now();
    try {
      const isHeld = (await key.take()) === 0;
      if (over.signal.aborted) break;
      if (!isHeld) {
        lose();
        break;
      }
      clearTimeout(expiry);
      expiry = setTimeout(lose, remaining(sentAt, ttl));
      rest = ttl / 3;
    } catch (error) {
      onFailure(error);
      rest = ttl / 10;
    }
  }
  clearTimeout(expiry);
  done.removeEventListener('abort', stop);
}

function remaining(sentAt: number, ttl: number): number {
  return Math.max(0, sentAt + ttl - performance.now());
}
