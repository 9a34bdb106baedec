import type { AbortSignalLike } from '@safelight/core';
import type { TakenJob } from './taken-job.ts';
import { pause } from './waiting.ts';

/** How a lock is kept. */
export interface LockKeeping {
  /** Milliseconds; the lock is renewed at a third of it, so that one renewal may fail. */
  readonly lockDuration: number;
  /** Ends the renewing. */
  readonly over: AbortSignalLike;
  onLost(): void;
  onError(error: unknown): void;
}

/** Renews a job's lock until the attempt is over or the lock is lost; never throws. */
export async function keepLock(taken: TakenJob, { lockDuration, over, onLost, onError }: LockKeeping): Promise<void> {
  for (;;) {
    await pause(lockDuration / 3, over);
    if (over.aborted) return;
    try {
      const isHeld = await taken.renewLock(lockDuration);
      // A job that has just ended has no lock either.
      if (!isHeld && !over.aborted) return onLost();
    } catch (error) {
      onError(error);
    }
  }
}
