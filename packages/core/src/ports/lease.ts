import type { AbortSignalLike } from './abort-signal.ts';

/**
 * Lets one process at a time do a named piece of work. It only spares double work: two holders at
 * once (a clock, a pause) must do no harm.
 */
export interface Lease {
  /**
   * Waits until the lease is free, does the work while it is held and renewed, and lets it go. A holder
   * that dies is succeeded within the lease's time to live.
   *
   * - `lost` aborts when the lease was lost, or `signal` aborted: the work should end then.
   * - Resolves when the work has ended, or when `signal` aborted while it waited.
   * - Throws what the work throws, after letting the lease go. A store that can't be reached is waited for.
   */
  hold(name: string, work: (lost: AbortSignalLike) => Promise<void>, signal: AbortSignalLike): Promise<void>;
  /**
   * Aborts the work in hand, lets go of what is held, and ends what this adapter opened. Work that does
   * not listen to `lost` is not waited for; its lease runs out. Idempotent.
   */
  close(): Promise<void>;
}
