import type { Logger } from '@safelight/core';

/** A part of a process that has a life of its own. */
export interface Part {
  /** As the log calls it. */
  readonly name: string;
  start(): Promise<void>;
  /**
   * Ends, as far as it was started. Gives what it had to cut, a sentence for the log; undefined where it
   * ended in order. When `late` aborts it cuts what is left.
   */
  close(late: AbortSignal): Promise<string | undefined>;
}

/** Of the time for shutting down: how much the parts that take requests and jobs have. */
const intakeShare = 0.7;

/** Of the time for shutting down: how much is the relay's, after them. The rest is to spare. */
const relayShare = 0.2;

/** How the time for shutting down is shared out, in milliseconds. */
export function timeBudget(timeout: number): { readonly intake: number; readonly relay: number } {
  return { intake: Math.floor(timeout * intakeShare), relay: Math.floor(timeout * relayShare) };
}

/**
 * Starts the parts of a process, and ends them in the opposite order. The container could not: it ends what it
 * holds all at once.
 */
export class Lifecycle {
  readonly #stages: readonly (readonly Part[])[];
  readonly #log: Logger;
  readonly #begun: Part[] = [];
  #isClosing = false;

  /** @param stages in the order of starting; the parts of one stage end side by side */
  constructor(stages: readonly (readonly Part[])[], log: Logger) {
    this.#stages = stages;
    this.#log = log;
  }

  /**
   * Where close() comes before it has started all, it starts no more.
   *
   * @throws what a part throws; close() then ends those that were begun
   */
  async start(): Promise<void> {
    for (const part of this.#stages.flat()) {
      if (this.#isClosing) return;
      this.#begun.push(part);
      await part.start();
    }
  }

  /**
   * Ends what was begun. What fails to end, or is not done in time, is told and does not keep the rest.
   *
   * @param timeout milliseconds for all of it
   * @returns true if everything ended in order
   */
  async close(timeout: number): Promise<boolean> {
    this.#isClosing = true;
    const late = AbortSignal.timeout(timeBudget(timeout).intake);
    let isClean = true;
    for (const stage of this.#stages.toReversed()) {
      const ends = stage.filter((part) => this.#begun.includes(part)).map((part) => this.#end(part, late));
      isClean = (await Promise.all(ends)).every(Boolean) && isClean;
    }
    return isClean;
  }

  async #end(part: Part, late: AbortSignal): Promise<boolean> {
    try {
      const cut = await part.close(late);
      if (cut !== undefined) this.#log.error({ part: part.name }, cut);
      return cut === undefined;
    } catch (error) {
      this.#log.error({ part: part.name, err: error }, 'A part could not end in order; the rest ends all the same.');
      return false;
    }
  }
}
