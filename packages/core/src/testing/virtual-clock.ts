import { onAbort } from '../application/abort.ts';
import { ConfigError } from '../domain/errors.ts';
import { uuidv7 } from '../domain/id.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import { silentLogger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import { plainSpan } from '../ports/span.ts';
import { type Random, seededRandom } from './seeded-random.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  isCancelled: boolean;
  readonly fire: () => void;
}

/** What this file uses of the platform. */
interface Platform {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly setTimeout?: (callback: () => void, ms: number) => unknown;
}

/**
 * A clock that stands still until it is told to go on; then it jumps from timer to timer, and lets
 * everything that a timer set going come to rest before the next. Hand its `runtime` to pipelines,
 * workers and in-memory engines, and hours pass in milliseconds, the same way every time.
 */
export class VirtualClock {
  #now: number;
  #order = 0;
  readonly #timers: Timer[] = [];
  readonly #random: Random;
  /** The runtime on this clock; ids and jitter come from the seed. */
  readonly runtime: Runtime;

  /**
   * @param options `startAt` in milliseconds since the epoch, default 2026-01-01; `seed` default 1
   */
  constructor(options: { readonly startAt?: number; readonly seed?: number } = {}) {
    this.#now = options.startAt ?? 1_767_225_600_000;
    this.#random = seededRandom(options.seed ?? 1, 0x5afe);
    this.runtime = {
      now: () => this.#now,
      sleep: (ms, signal) => this.#sleep(ms, signal),
      newId: () => uuidv7(this.#now, this.#random),
      random: this.#random,
      log: silentLogger,
      span: plainSpan,
    };
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now;
  }

  /** Lets `ms` milliseconds pass. */
  async advance(ms: number): Promise<void> {
    await this.runUntil(() => false, ms);
  }

  /**
   * Goes on until the condition holds: gives true then, or false when `limit` milliseconds have passed
   * (or, without a condition to come true, nothing more would happen).
   */
  async runUntil(condition: () => boolean, limit: number): Promise<boolean> {
    const end = this.#now + limit;
    for (;;) {
      await atRest();
      if (condition()) return true;
      const next = this.#pop(end);
      if (next === undefined) {
        this.#now = end;
        return false;
      }
      this.#now = next.at;
      next.fire();
    }
  }

  #sleep(ms: number, signal: AbortSignalLike | undefined): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const fire = (): void => {
        stop?.();
        resolve();
      };
      const timer: Timer = { at: this.#now + Math.max(0, ms), order: this.#order++, isCancelled: false, fire };
      this.#push(timer);
      const stop =
        signal &&
        onAbort(signal, () => {
          timer.isCancelled = true;
          resolve();
        });
    });
  }

  /** A binary heap by time, then by order of creation. */
  #push(timer: Timer): void {
    const heap = this.#timers;
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(timer, heap[parent])) break;
      heap[at] = heap[parent] ?? timer;
      at = parent;
    }
    heap[at] = timer;
  }

  #pop(end: number): Timer | undefined {
    for (let first = this.#timers[0]; first !== undefined && first.at <= end; first = this.#timers[0]) {
      this.#removeFirst();
      if (!first.isCancelled) return first;
    }
    return undefined;
  }

  #removeFirst(): void {
    const heap = this.#timers;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
      const next = heap[child];
      if (next === undefined || !isBefore(next, last)) break;
      heap[at] = next;
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(a: Timer | undefined, b: Timer | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** Resolves once no promise is left to react: the platform runs them all before its next macrotask. */
function atRest(): Promise<void> {
  const { setImmediate, setTimeout } = globalThis as Platform;
  return new Promise((resolve) => {
    if (setImmediate) setImmediate(resolve);
    else if (setTimeout) setTimeout(resolve, 0);
    else throw new ConfigError('The platform', ['setImmediate: is missing; run simulations on Node, Bun or Deno']);
  });
}
