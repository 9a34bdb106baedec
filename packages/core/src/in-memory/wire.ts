import { runtimeWith } from '../application/runtime-with.ts';
import type { Runtime } from '../ports/runtime.ts';

/**
 * The way between a client and its in-memory server: every call, and every delivery back, passes
 * here. The plain one only makes the effect asynchronous; a faulty one delays, fails or cuts it.
 *
 * @param operation what is called, such as `queue.enqueue`
 * @param effect what happens at the server, all at once; it may run, or not, before the wire throws
 */
export type Wire = <T>(operation: string, effect: () => T) => Promise<T>;

/** Does what is asked, at once. */
export const plainWire: Wire = async (_operation, effect) => effect();

/**
 * A process that can be killed or paused from outside, as SIGKILL, SIGSTOP and SIGCONT do: what it
 * awaits of its wire and its clock never comes back, or comes back late.
 */
export class ProcessGate {
  #state: 'running' | 'paused' | 'dead' = 'running';
  #resumed: (() => void)[] = [];

  /** Like SIGKILL: nothing that it awaits comes back any more. Final. */
  kill(): void {
    this.#state = 'dead';
    this.#resumed = [];
  }

  /** Like SIGSTOP. */
  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  /** Like SIGCONT. */
  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    const resumed = this.#resumed;
    this.#resumed = [];
    for (const go of resumed) go();
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  /** The wire as this process sees it. */
  wire(inner: Wire): Wire {
    return (operation, effect) => {
      if (this.#state !== 'running') return this.#turn().then(() => this.#answered(inner(operation, effect)));
      return this.#answered(inner(operation, effect));
    };
  }

  /** The answer once the process runs; neither it nor a failure comes back to a dead one. */
  #answered<T>(answer: Promise<T>): Promise<T> {
    return answer.then(
      (value) => (this.#state === 'running' ? value : this.#turn().then(() => value)),
      (error: unknown) => this.#turn().then(() => Promise.reject(error)),
    );
  }

  /** The clock as this process sees it. */
  runtime(inner: Runtime): Runtime {
    return runtimeWith(inner, {
      sleep: async (ms, signal) => {
        await inner.sleep(ms, signal);
        if (this.#state !== 'running') await this.#turn();
      },
    });
  }

  /** Resolves while, or once, the process runs; never for a dead one. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#state === 'running') resolve();
      else if (this.#state === 'paused') this.#resumed.push(() => resolve(this.#turn()));
    });
  }
}
