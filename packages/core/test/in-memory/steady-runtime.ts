import type { AbortSignalLike, Logger, Runtime } from '@safelight/core';
import { systemRuntime } from '../../src/application/system-runtime.ts';

/** Milliseconds between two ticks, and what a tick is worth. */
const tick = 2;

/**
 * A clock that stands still while this process gets no processor: each tick of it is worth the same,
 * however late it comes. Locks of some milliseconds hold on a busy machine too, as the one who renews
 * them and the one who checks them are late together.
 */
export class SteadyRuntime implements Runtime {
  readonly newId: Runtime['newId'];
  readonly random: Runtime['random'];
  readonly span: Runtime['span'];
  readonly log: Logger;
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  readonly #ticker: NodeJS.Timeout;
  #now: number = Date.now();

  constructor(log: Logger) {
    const { newId, random, span } = systemRuntime();
    this.newId = newId;
    this.random = random;
    this.span = span;
    this.log = log;
    this.#ticker = setInterval(() => this.#tick(), tick);
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignalLike): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper = {
        until: this.#now + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake);
    });
  }

  /** Ends the ticking; who sleeps then sleeps for good. */
  stop(): void {
    clearInterval(this.#ticker);
  }

  #tick(): void {
    this.#now += tick;
    const due = [...this.#sleepers].filter(({ until }) => until <= this.#now);
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake();
  }
}
