import { Abort } from '../application/abort.ts';
import { Notifier } from '../application/notifier.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Lease } from '../ports/lease.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Wire } from './wire.ts';

interface Held {
  readonly holder: number;
  until: number;
}

/** Who holds which lease of an in-memory server. */
export class LeaseTable {
  readonly changes: Notifier = new Notifier();
  readonly #runtime: Runtime;
  readonly #ttl: number;
  readonly #held = new Map<string, Held>();
  #lastHolder = 0;

  /** @param ttl how long a lease is held without renewing, in milliseconds */
  constructor(runtime: Runtime, ttl: number) {
    this.#runtime = runtime;
    this.#ttl = ttl;
  }

  get ttl(): number {
    return this.#ttl;
  }

  newHolder(): number {
    return ++this.#lastHolder;
  }

  /** Takes or renews the lease: 0 where the holder has it, else the milliseconds until it may be free. */
  take(name: string, holder: number): number {
    const held = this.#held.get(name);
    const now = this.#runtime.now();
    if (held && held.holder !== holder && held.until > now) return held.until - now;
    this.#held.set(name, { holder, until: now + this.#ttl });
    return 0;
  }

  release(name: string, holder: number): void {
    if (this.#held.get(name)?.holder !== holder) return;
    this.#held.delete(name);
    this.changes.notify();
  }
}

/** {@link Lease} on an in-memory server. */
export class InMemoryLease implements Lease {
  readonly #table: LeaseTable;
  readonly #wire: Wire;
  readonly #runtime: Runtime;
  readonly #closed = new Abort();

  constructor(table: LeaseTable, wire: Wire, runtime: Runtime) {
    this.#table = table;
    this.#wire = wire;
    this.#runtime = runtime;
  }

  async hold(name: string, work: (lost: AbortSignalLike) => Promise<void>, signal: AbortSignalLike): Promise<void> {
    const ending = new Abort();
    const stops = [ending.follow(signal), ending.follow(this.#closed.signal)];
    try {
      const holder = this.#table.newHolder();
      if (await this.#acquire(name, holder, ending.signal)) await this.#workWhileHeld(name, holder, work, ending);
    } finally {
      for (const stop of stops) stop();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort('the lease was closed');
  }

  async #acquire(name: string, holder: number, signal: AbortSignalLike): Promise<boolean> {
    while (!signal.aborted) {
      const seen = this.#table.changes.version;
      const wait = await this.#take(name, holder);
      if (wait === 0) return true;
      const woken = new Abort();
      const stop = woken.follow(signal);
      void this.#table.changes.wait(seen, woken.signal).then(() => woken.abort('the lease was let go'));
      await this.#runtime.sleep(wait, woken.signal);
      woken.abort('the lease may be free');
      stop();
    }
    return false;
  }

  async #workWhileHeld(
    name: string,
    holder: number,
    work: (lost: AbortSignalLike) => Promise<void>,
    ending: Abort,
  ): Promise<void> {
    const done = new Abort();
    const renewing = this.#renew(name, holder, ending, done.signal);
    try {
      await work(ending.signal);
    } finally {
      done.abort('the work has ended');
      await renewing;
      await this.#release(name, holder);
    }
  }

  async #renew(name: string, holder: number, ending: Abort, done: AbortSignalLike): Promise<void> {
    while (!done.aborted) {
      await this.#runtime.sleep(this.#table.ttl / 3, done);
      if (!done.aborted && (await this.#take(name, holder)) > 0) return ending.abort('the lease was lost');
    }
  }

  /** A server that can't be reached counts as a lease that is taken for a while. */
  async #take(name: string, holder: number): Promise<number> {
    try {
      return await this.#wire('lease.take', () => this.#table.take(name, holder));
    } catch (error) {
      this.#runtime.log.debug({ err: error, lease: name }, 'The lease could not be asked for; it is tried again.');
      return this.#table.ttl / 3;
    }
  }

  async #release(name: string, holder: number): Promise<void> {
    try {
      await this.#wire('lease.release', () => this.#table.release(name, holder));
    } catch (error) {
      this.#runtime.log.debug({ err: error, lease: name }, 'The lease could not be let go; it runs out by itself.');
    }
  }
}
