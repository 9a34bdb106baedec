import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.ts';

/** Submissions that are under way at once: those of an outage wait, and more would only wait too. */
const atOnce = 12;
/** How much faster than planned the load catches up on what an outage delayed. */
const catchUp = 3;

/** The stream of tasks that goes on through all of it: evenly, and after an outage faster until it has caught up. */
export class Load {
  readonly #client: Client;
  readonly #perSecond: number;
  readonly #ending = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];
  #running: Promise<void> | undefined;

  /** @param perSecond tasks */
  constructor(client: Client, perSecond: number) {
    this.#client = client;
    this.#perSecond = perSecond;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Submits no more, and resolves once what is under way was accepted. @throws what no fault explains */
  async end(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    await Promise.all(this.#underWay);
    if (this.#failures.length > 0) throw new AggregateError(this.#failures, 'Submissions failed for good.');
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const startedAt = performance.now();
    const gap = 1_000 / this.#perSecond;
    for (let n = 0; !signal.aborted; n++) {
      const wait = startedAt + n * gap - performance.now();
      await passed(Math.max(gap / catchUp, wait), signal);
      if (this.#underWay.size >= atOnce) await Promise.race(this.#underWay);
      if (!signal.aborted) this.#submit();
    }
  }

  #submit(): void {
    const submission: Promise<void> = this.#client
      .submit()
      .then(
        () => {},
        (error: unknown) => {
          this.#failures.push(error);
        },
      )
      .finally(() => this.#underWay.delete(submission));
    this.#underWay.add(submission);
  }
}

/** Resolves after the time, or as soon as the signal aborts. */
async function passed(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
