import type { AbortSignalLike } from './abort-signal.ts';
import type { Logger } from './logger.ts';
import type { Span } from './span.ts';

/** The clock, the timers, chance and the observers: what core needs of the machine it runs on. */
export interface Runtime {
  /** Milliseconds since the epoch. Differences matter, the absolute value is only told. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds, or as soon as the signal aborts; it never rejects.
   */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>;
  /** A new task id; unique over all processes. */
  newId(): string;
  /** A number in [0, 1), for jitter. */
  random(): number;
  readonly log: Logger;
  readonly span: Span;
}
