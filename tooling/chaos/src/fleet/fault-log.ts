/** One fault as it happened. */
export interface FaultEntry {
  /** Milliseconds since the run began. */
  readonly at: number;
  /** The scenario that was under way. */
  readonly scenario: string;
  /** Such as `SIGKILL`, `restart`, `FLUSHALL`, `die after queue.enqueue`. */
  readonly fault: string;
  /** Such as `worker-2`, `redis`. */
  readonly victim: string;
}

/** Every fault of a run, in the order in which they happened. */
export class FaultLog {
  readonly #entries: FaultEntry[] = [];
  readonly #since: () => number;
  /** The scenario that is under way. */
  scenario = 'start';

  /** @param since milliseconds since the run began */
  constructor(since: () => number) {
    this.#since = since;
  }

  get entries(): readonly FaultEntry[] {
    return this.#entries;
  }

  note(fault: string, victim: string): void {
    this.#entries.push({ at: Math.round(this.#since()), scenario: this.scenario, fault, victim });
  }
}
