/** Work that nobody waits for now, but that closing must. */
export class Background {
  readonly #running = new Set<Promise<void>>();

  /** Starts the work; `work` handles its own failures. */
  run(work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  /** Waits at {@link idle} for work that somebody else started, and looks after. */
  follow(work: Promise<unknown>): void {
    const forget = (): void => void this.#running.delete(running);
    const running = work.then(forget, forget);
    this.#running.add(running);
  }

  /** Resolves once nothing runs any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }
}
