import { deferred, within } from './waiting.ts';

/** Keeps what comes, in order, and lets a test wait for it. */
export class Inbox<T> {
  readonly all: T[] = [];
  #given = 0;
  #failure: { readonly error: unknown } | undefined;
  readonly #watchers = new Set<() => void>();

  push(one: T): void {
    this.all.push(one);
    this.#wake();
  }

  /** Makes every wait, now and later, fail with the error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** The next one that this method has not given yet. */
  async next(ms: number, what: string): Promise<T> {
    const one = await this.#once(ms, what, () => {
      const found = this.all[this.#given];
      return found === undefined ? undefined : { found };
    });
    this.#given += 1;
    return one.found;
  }

  /** The first that passes, of those that came and those that will. */
  first<S extends T>(ms: number, what: string, passes: (one: T) => one is S): Promise<S>;
  first(ms: number, what: string, passes: (one: T) => boolean): Promise<T>;
  async first(ms: number, what: string, passes: (one: T) => boolean): Promise<T> {
    const one = await this.#once(ms, what, () => {
      const found = this.all.find(passes);
      return found === undefined ? undefined : { found };
    });
    return one.found;
  }

  async #once<R>(ms: number, what: string, look: () => R | undefined): Promise<R> {
    const came = deferred<R>();
    const watcher = (): void => {
      const found = look();
      if (found !== undefined) came.resolve(found);
      else if (this.#failure) came.reject(this.#failure.error);
    };
    this.#watchers.add(watcher);
    watcher();
    try {
      return await within(ms, what, came.promise);
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  #wake(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
