import type { AbortSignalLike, Lease } from '@safelight/core';
import { type Deferred, deferred, within } from '../support/waiting.ts';

/** One who waits for a lease, holds it until told to let go, and tells what it saw. */
export class Holder {
  readonly #held: Deferred<AbortSignalLike> = deferred();
  readonly #lost: Deferred<void> = deferred();
  readonly #release: Deferred<void> = deferred();
  readonly #abort = new AbortController();
  /** Settles as `hold` does. */
  readonly ended: Promise<void>;
  /** True once the work was called. */
  holds = false;

  constructor(lease: Lease, name = 'relay') {
    this.ended = lease.hold(name, (lost) => this.#work(lost), this.#abort.signal);
    // A test that failed already no longer looks: its holders must not end the process.
    this.ended.catch(() => {});
  }

  /** Resolves once it holds the lease, with the signal that tells its loss. */
  held(ms: number, what: string): Promise<AbortSignalLike> {
    return within(ms, what, this.#held.promise);
  }

  /** Resolves once it was told that the lease is lost. */
  lost(ms: number, what: string): Promise<void> {
    return within(ms, what, this.#lost.promise);
  }

  /** Lets the work end. */
  letGo(): void {
    this.#release.resolve();
  }

  /** Lets the work throw. */
  fail(error: Error): void {
    this.#release.reject(error);
  }

  /** Aborts the signal that was given to `hold`. */
  abort(): void {
    this.#abort.abort();
  }

  async #work(lost: AbortSignalLike): Promise<void> {
    this.holds = true;
    lost.addEventListener('abort', () => this.#lost.resolve());
    this.#held.resolve(lost);
    await this.#release.promise;
  }
}
