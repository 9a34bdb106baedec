import type { AbortSignalLike } from '../ports/abort-signal.ts';

/** A controller for {@link AbortSignalLike}, for places where the platform has none. */
export class Abort {
  #aborted = false;
  #reason: unknown;
  readonly #listeners = new Set<() => void>();
  readonly signal: AbortSignalLike;

  constructor() {
    const isAborted = (): boolean => this.#aborted;
    const reason = (): unknown => this.#reason;
    this.signal = {
      get aborted(): boolean {
        return isAborted();
      },
      get reason(): unknown {
        return reason();
      },
      addEventListener: (_type, listener) => void this.#listeners.add(listener),
      removeEventListener: (_type, listener) => void this.#listeners.delete(listener),
    };
  }

  /** Aborts the signal; the first reason stays. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener();
  }

  /** Aborts as soon as `signal` does; call what it gives to let go of `signal` again. */
  follow(signal: AbortSignalLike): () => void {
    return onAbort(signal, () => this.abort(signal.reason));
  }
}

/** Calls `listener` once when the signal aborts, at once if it has; call what it gives to stop listening. */
export function onAbort(signal: AbortSignalLike, listener: () => void): () => void {
  if (signal.aborted) {
    listener();
    return () => {};
  }
  const once = (): void => {
    signal.removeEventListener('abort', once);
    listener();
  };
  signal.addEventListener('abort', once);
  return () => signal.removeEventListener('abort', once);
}
