/** Work that is done once for all who ask, and again for the next who asks after it failed. */
export class Once {
  readonly #work: () => Promise<void>;
  #done: Promise<void> | undefined;

  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Resolves when the work is done; rejects as it did. */
  async done(): Promise<void> {
    this.#done ??= this.#work();
    const done = this.#done;
    try {
      await done;
    } catch (error) {
      if (this.#done === done) this.#done = undefined;
      throw error;
    }
  }
}
