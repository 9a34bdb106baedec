import { setMaxListeners } from 'node:events';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import { settledTasks } from '../client/settled-tasks.ts';
import type { Book } from '../receiver/book.ts';

/** Watches over what was promised, scenario by scenario. */
export class LateTasks {
  readonly #ledger: Ledger;
  readonly #book: Book;
  readonly #client: Client;
  /** The last run of each task that is known to be settled, or was told to be late. */
  readonly #done = new Map<string, number>();

  constructor(ledger: Ledger, book: Book, client: Client) {
    this.#ledger = ledger;
    this.#book = book;
    this.#client = client;
  }

  /**
   * Waits until every task that was promised so far is settled, at its last run that was promised: its end told, and
   * the telling acknowledged. Gives those that are not within the bound; each once.
   *
   * @param bound milliseconds
   */
  async after(bound: number): Promise<readonly string[]> {
    const deadline = performance.now() + bound;
    const open = [...this.#promisedRuns()].filter(([taskId, run]) => run > (this.#done.get(taskId) ?? 0));
    const time = AbortSignal.timeout(bound);
    setMaxListeners(0, time);
    await Promise.all(open.map(([taskId, run]) => this.#book.ended(taskId, run, time)));
    const ids = open.map(([taskId]) => taskId);
    const tasks = await settledTasks(this.#client, ids, deadline - performance.now());
    const settled = new Map(tasks.filter((task) => task.settled).map(({ id, run }) => [id, run]));
    for (const [taskId, run] of open) this.#done.set(taskId, run);
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
