import { type AbortSignalLike, onAbort } from '@safelight/core';

/** The places for jobs in hand that all queues of a consumer share. */
export class Slots {
  #free: number;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Takes a place, if one is free. */
  take(): boolean {
    if (this.#free === 0) return false;
    this.#free--;
    return true;
  }

  /** Gives a place back. */
  release(): void {
    this.#free++;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves once a place is free, or the signal aborts; somebody else may take it first. */
  async untilFree(signal: AbortSignalLike): Promise<void> {
    while (this.#free === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const stop = onAbort(signal, resolve);
        this.#waiting.push(() => {
          stop();
          resolve();
        });
      });
    }
  }
}
