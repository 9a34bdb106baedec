import type { Runtime } from '../ports/runtime.ts';
import type { TaskRepository } from '../ports/task-repository.ts';
import { runtimeWith } from './runtime-with.ts';

/** How long a comparison of the clocks holds, in milliseconds. */
const holdsFor = 60_000;

/**
 * The clock that the processes of a service share: the repository's. When a task is due is written by one process and
 * looked at by another; by clocks that differ, tasks would be repaired as much too late.
 */
export class SharedClock {
  readonly #own: Runtime;
  readonly #repository: Pick<TaskRepository, 'now'>;
  /** What the own clock lacks, in milliseconds. */
  #offset = 0;
  /** By the own clock; undefined before the first comparison. */
  #comparedAt: number | undefined;
  #comparing: Promise<void> | undefined;
  /** The process's runtime by this clock. */
  readonly runtime: Runtime;

  constructor(own: Runtime, repository: Pick<TaskRepository, 'now'>) {
    this.#own = own;
    this.#repository = repository;
    this.runtime = runtimeWith(own, { now: () => own.now() + this.#offset });
  }

  /**
   * To be awaited before a time is written or compared: sees to it that the clocks were compared in the last minute. The
   * first comparison is waited for, later ones are made meanwhile.
   *
   * @throws {UnavailableError} while there was none yet
   */
  async keep(): Promise<void> {
    if (this.#comparedAt !== undefined && Math.abs(this.#own.now() - this.#comparedAt) < holdsFor) return;
    this.#comparing ??= this.#compare().finally(() => {
      this.#comparing = undefined;
    });
    if (this.#comparedAt === undefined) return this.#comparing;
    this.#comparing.catch((error: unknown) => {
      this.#own.log.debug({ err: error }, 'The clocks could not be compared; the last comparison holds on.');
    });
  }

  async #compare(): Promise<void> {
    const before = this.#own.now();
    const theirs = await this.#repository.now();
    const after = this.#own.now();
    const difference = theirs - (before + after) / 2;
    // What the way there and back may explain is no difference.
    this.#offset = Math.abs(difference) <= (after - before) / 2 ? 0 : Math.round(difference);
    this.#comparedAt = after;
  }
}
