import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import { settledTasks } from '../client/settled-tasks.ts';
import type { Book } from '../receiver/book.ts';

/** How long requests may still be refused after the last fault was healed, in milliseconds. */
const longestDelay = 60_000;

/** How the tasks of a step were settled. */
export interface Settling {
  /** The tasks that were not, within the bound. */
  readonly late: readonly string[];
  /** How long requests were still refused, in milliseconds. */
  readonly delay: number;
}

/** Watches over what was promised, scenario by scenario. */
export class LateTasks {
  readonly #ledger: Pick<Ledger, 'entries'>;
  readonly #book: Book;
  readonly #client: Pick<Client, 'get' | 'lastTrouble'>;
  /** The last run of each task that is known to be settled, or was told to be late. */
  readonly #done = new Map<string, number>();

  constructor(ledger: Pick<Ledger, 'entries'>, book: Book, client: Pick<Client, 'get' | 'lastTrouble'>) {
    this.#ledger = ledger;
    this.#book = book;
    this.#client = client;
  }

  /**
   * Waits until every task that was promised so far is settled, at its last run that was promised: its end told, and
   * the telling acknowledged. Gives those that are not within the bound; each once. Where requests are still refused
   * though every fault is healed, as on a machine that is short of processors, the services are not back yet: the
   * bound counts from the last such request, up to a limit.
   *
   * @param bound milliseconds
   */
  async after(bound: number): Promise<Settling> {
    const from = performance.now();
    const open = [...this.#promisedRuns()].filter(([taskId, run]) => run > (this.#done.get(taskId) ?? 0));
    let late: readonly string[] = [];
    let deadline = from;
    for (;;) {
      const next = this.#backSince(from) + bound;
      if (next <= deadline) break;
      deadline = next;
      late = await this.#lateAt(deadline, open);
      if (late.length === 0) break;
    }
    for (const [taskId, run] of open) this.#done.set(taskId, run);
    return { late, delay: this.#backSince(from) - from };
  }

  #backSince(from: number): number {
    return Math.min(Math.max(from, this.#client.lastTrouble), from + longestDelay);
  }

  async #lateAt(
    deadline: number,
    open: readonly (readonly [taskId: string, run: number])[],
  ): Promise<readonly string[]> {
    const time = AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
    setMaxListeners(0, time);
    await Promise.all(open.map(([taskId, run]) => this.#book.ended(taskId, run, time)));
    const ids = open.map(([taskId]) => taskId);
    const tasks = await settledTasks(this.#client, ids, deadline - performance.now());
    const settled = new Map(tasks.filter((task) => task.settled).map(({ id, run }) => [id, run]));
    return open.filter(([taskId, run]) => (settled.get(taskId) ?? 0) < run).map(([taskId]) => taskId);
  }

  #promisedRuns(): ReadonlyMap<string, number> {
    const runs = new Map<string, number>();
    for (const promise of this.#ledger.entries) {
      const run = promise.kind === 'replayed' ? promise.run : 1;
      runs.set(promise.taskId, Math.max(runs.get(promise.taskId) ?? 1, run));
    }
    return runs;
  }
}
