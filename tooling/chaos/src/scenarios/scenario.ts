import type { Random } from '@safelight/core/testing';
import type { Client } from '../client/client.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { ProcessSettings } from '../processes/settings.ts';
import type { Book } from '../receiver/book.ts';

/** What a scenario works with. */
export interface Stage {
  readonly fleet: Fleet;
  /** Who submits; the load goes on by itself, and a scenario may add tasks of its own. */
  readonly client: Client;
  /** What the webhook's receiver was told. */
  readonly book: Book;
  /** Decides victims and times: the run's seed, the scenario and its turn give the same numbers again. */
  readonly random: Random;
}

/** A scenario's own invariant, asked once its tasks are settled: sentences on what does not hold. */
export type Check = () => Promise<readonly string[]>;

/** One kind of harm, and what must hold all the same. */
export interface Scenario {
  /** Kebab-case; how `--scenario` and the table name it. */
  readonly name: string;
  /** Its invariant, in one sentence. */
  readonly shows: string;
  /** What its processes must be set to, where that is not the usual: the fleet is started anew for it. */
  readonly settings?: Partial<ProcessSettings>;
  /** About how long `inject` takes, in milliseconds; the plan counts with it. */
  readonly takes: number;
  /**
   * Does its harm under load, and resolves once the last fault is healed: every process runs again or is about
   * to, servers answer, no rule is set. The fleet notes each fault by itself. Gives its own invariant besides the
   * ones for all.
   *
   * @throws {Error} where the harm could not be done: that fails the run too
   */
  inject(stage: Stage): Promise<Check>;
}
