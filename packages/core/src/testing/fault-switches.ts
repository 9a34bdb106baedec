import { UnavailableError } from '../domain/errors.ts';
import type { Wire } from '../in-memory/wire.ts';

/** How a switched fault shows. */
export interface FaultOptions {
  /** How many calls it hits; without a number all, until it is switched off. */
  readonly times?: number;
  /** `before`: nothing happens. `after`: it happens, and only the answer is lost. Default `before`. */
  readonly when?: 'before' | 'after';
  /** What is thrown; default an `UnavailableError`. */
  readonly error?: Error;
}

interface Fault extends FaultOptions {
  left: number;
}

/**
 * Faults for tests, switched by hand: pass its `wire` to `inMemoryServer().connect(wire)`. Operations
 * are named `port.method`: `queue.enqueue`, `repository.save`, `bus.publish`, `events.commit`, …; a
 * port's name alone means all of its operations.
 */
export class FaultSwitches {
  readonly #faults = new Map<string, Fault>();
  readonly #calls = new Map<string, number>();
  /** The way through the switches. */
  readonly wire: Wire = async (operation, effect) => {
    this.#calls.set(operation, this.calls(operation) + 1);
    const fault = this.#take(operation) ?? this.#take(operation.split('.')[0] ?? '');
    if (fault === undefined) return effect();
    if (fault.when === 'after') effect();
    throw (
      fault.error ?? new UnavailableError(operation.split('.')[0] ?? operation, `${operation} is switched to fail.`)
    );
  };

  /** Makes an operation, or a whole port, fail from now on. */
  fail(operation: string, options: FaultOptions = {}): this {
    this.#faults.set(operation, { ...options, left: options.times ?? Number.POSITIVE_INFINITY });
    return this;
  }

  /** Makes it work again. */
  mend(operation: string): this {
    this.#faults.delete(operation);
    return this;
  }

  /** How often the operation was called so far. */
  calls(operation: string): number {
    return this.#calls.get(operation) ?? 0;
  }

  #take(name: string): Fault | undefined {
    const fault = this.#faults.get(name);
    if (fault === undefined || fault.left <= 0) return undefined;
    fault.left--;
    return fault;
  }
}
