/** What is to be ended, in the opposite order of its beginning. */
export class Closing {
  readonly #ends: (() => Promise<void> | void)[] = [];

  add(end: () => Promise<void> | void): void {
    this.#ends.push(end);
  }

  /** Ends all of it; what fails to end does not keep the rest. @throws {AggregateError} of what failed */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const end of this.#ends.splice(0).toReversed()) {
      try {
        await end();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not all that the rig started could be ended.');
  }
}
