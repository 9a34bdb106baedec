import type { AbortSignalLike } from '../ports/abort-signal.ts';

/** A controller that is its own {@link AbortSignalLike}, for places where the platform has neither. */
export class Abort implements AbortSignalLike {
  #isAborted = false;
  #reason: unknown;
  #listeners: Set<() => void> | undefined;

  get signal(): AbortSignalLike {
    return this;
  }

  get aborted(): boolean {
    return this.#isAborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** Aborts the signal; the first reason stays. */
  abort(reason: unknown): void {
    if (this.#isAborted) return;
    this.#isAborted = true;
    this.#reason = reason;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
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
