import type { AbortSignalLike } from '../ports/abort-signal.ts';
import { onAbort } from './abort.ts';

/**
 * Wakes whoever waits for a change. The version closes the gap between looking and waiting: who looked
 * at version 7 and waits since 7 does not sleep through the change to 8.
 */
export class Notifier {
  #version = 0;
  readonly #waiting = new Set<() => void>();

  get version(): number {
    return this.#version;
  }

  notify(): void {
    this.#version++;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Resolves once the version is past `since`, or when the signal aborts. */
  wait(since: number, signal: AbortSignalLike): Promise<void> {
    if (this.#version > since || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = onAbort(signal, () => {
        this.#waiting.delete(wake);
        resolve();
      });
      const wake = (): void => {
        stop();
        resolve();
      };
      this.#waiting.add(wake);
    });
  }
}
