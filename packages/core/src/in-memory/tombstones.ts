import type { Runtime } from '../ports/runtime.ts';

/** How long a cancelled job is remembered, in milliseconds. */
const lifetime = 3_600_000;

/** The ids of cancelled jobs: one that is added later, within the hour, is not worked. */
export class Tombstones {
  readonly #runtime: Pick<Runtime, 'now'>;
  readonly #times = new Map<string, number>();

  constructor(runtime: Pick<Runtime, 'now'>) {
    this.#runtime = runtime;
  }

  add(id: string): void {
    const now = this.#runtime.now();
    // Those of long ago stand first.
    for (const [old, at] of this.#times) {
      if (now - at < lifetime) break;
      this.#times.delete(old);
    }
    this.#times.delete(id);
    this.#times.set(id, now);
  }

  has(id: string): boolean {
    const at = this.#times.get(id);
    return at !== undefined && this.#runtime.now() - at < lifetime;
  }

  clear(): void {
    this.#times.clear();
  }
}
