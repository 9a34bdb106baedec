import type { TaskId } from '../domain/id.ts';
import type { Task } from '../domain/task.ts';
import type { Logger } from '../ports/logger.ts';
import type { TaskCache } from '../ports/task-cache.ts';
import type { Wire } from './wire.ts';

/** What is known of a task: its newest version, and the task itself unless it was invalidated. */
interface Known {
  readonly version: number;
  readonly task?: Task;
}

/** The cached tasks of an in-memory server; the longest unused go first. */
export class CacheTable {
  readonly #entries = new Map<TaskId, Known>();
  readonly #limit: number;

  /** @param limit the most tasks that are kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(id: TaskId): Task | undefined {
    const known = this.#entries.get(id);
    if (known) this.#put(id, known);
    return known?.task;
  }

  fill(task: Task): void {
    if ((this.#entries.get(task.id)?.version ?? 0) <= task.version) this.#put(task.id, { version: task.version, task });
  }

  invalidate(id: TaskId, version: number): void {
    if ((this.#entries.get(id)?.version ?? 0) < version) this.#put(id, { version });
  }

  #put(id: TaskId, known: Known): void {
    this.#entries.delete(id);
    this.#entries.set(id, known);
    if (this.#entries.size <= this.#limit) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}

/** {@link TaskCache} on an in-memory server. */
export class InMemoryTaskCache implements TaskCache {
  readonly #table: CacheTable;
  readonly #wire: Wire;
  readonly #log: Logger;

  constructor(table: CacheTable, wire: Wire, log: Logger) {
    this.#table = table;
    this.#wire = wire;
    this.#log = log;
  }

  get(id: TaskId): Promise<Task | undefined> {
    return this.#orMiss('cache.get', () => this.#table.get(id));
  }

  async fill(task: Task): Promise<void> {
    await this.#orMiss('cache.fill', () => this.#table.fill(task));
  }

  async invalidate(id: TaskId, version: number): Promise<void> {
    await this.#orMiss('cache.invalidate', () => this.#table.invalidate(id, version));
  }

  async close(): Promise<void> {}

  async #orMiss<T>(operation: string, effect: () => T): Promise<T | undefined> {
    try {
      return await this.#wire(operation, effect);
    } catch (error) {
      this.#log.debug({ err: error, operation }, 'The cache could not be reached; the repository is asked instead.');
      return undefined;
    }
  }
}
