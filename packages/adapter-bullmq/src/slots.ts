import { type AbortSignalLike, onAbort } from '@safelight/core';

/** The places for jobs in hand that all queues of a consumer share. */
export class Slots {
  readonly #count: number;
  #free: number;
  /** Somebody came to be alone: no more begin until those in hand have ended. */
  #isEmptying = false;
  #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#count = count;
    this.#free = count;
  }

  /**
   * Takes a place if one is free, or all of them, to be alone. Where others are in hand then, no more begin until they
   * have ended.
   *
   * @returns how many places were taken; 0 where it can't be
   */
  take(alone: boolean): number {
    const isEmpty = this.#free === this.#count;
    if (alone && !isEmpty) this.#isEmptying = true;
    if (this.#isEmptying && !isEmpty) return 0;
    const places = alone ? this.#count : Math.min(1, this.#free);
    this.#free -= places;
    return places;
  }

  /** Gives places back. */
  release(places: number): void {
    this.#free += places;
    if (this.#free === this.#count) this.#isEmptying = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves once a place is free, or the signal aborts; somebody else may take it first. */
  async untilFree(signal: AbortSignalLike): Promise<void> {
    while ((this.#free === 0 || this.#isEmptying) && !signal.aborted) {
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
