import type { TaskId } from '@safelight/core';

/** The most tasks that are remembered; of more, the oldest are left to their time to live. */
const limit = 10_000;

/** Invalidations that Redis did not hear of in an outage, until they are made up for. */
export class MissedInvalidations {
  readonly #versions = new Map<TaskId, number>();
  #isMakingUp = false;

  get isEmpty(): boolean {
    return this.#versions.size === 0;
  }

  add(id: TaskId, version: number): void {
    this.#versions.set(id, Math.max(version, this.versionOf(id)));
    if (this.#versions.size <= limit) return;
    for (const oldest of this.#versions.keys()) {
      this.#versions.delete(oldest);
      return;
    }
  }

  /** The version below which a cached task is known to be old; 0 if none was missed. */
  versionOf(id: TaskId): number {
    return this.#versions.get(id) ?? 0;
  }

  /** Tells Redis, one by one, until it fails; what is left waits for the next time. */
  async makeUp(invalidate: (id: TaskId, version: number) => Promise<unknown>): Promise<void> {
    if (this.#isMakingUp) return;
    this.#isMakingUp = true;
    try {
      for (const [id, version] of [...this.#versions]) {
        await invalidate(id, version);
        if (this.#versions.get(id) === version) this.#versions.delete(id);
      }
    } finally {
      this.#isMakingUp = false;
    }
  }
}
