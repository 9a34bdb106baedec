import { canonicalJson } from '../domain/canonical.ts';
import { ConcurrencyConflictError, InvalidInputError } from '../domain/errors.ts';
import type { TaskId } from '../domain/id.ts';
import type { TaskStatus } from '../domain/status.ts';
import { isDeadLetter, type Task } from '../domain/task.ts';
import type { InsertResult, Page, PageRequest, TaskCounts, TaskFilter } from '../ports/task-repository.ts';
import { SortedList } from './sorted-list.ts';

interface Keyed {
  readonly at: number;
  readonly id: TaskId;
}

const byTime = (a: Keyed, b: Keyed): number => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The tasks of an in-memory server with the indexes that a database would keep. */
export class TaskTable {
  readonly #tasks = new Map<TaskId, Task>();
  readonly #idsByKey = new Map<string, TaskId>();
  readonly #created = new SortedList<Keyed>(byTime);
  readonly #byStatus = new Map<TaskStatus, SortedList<Keyed>>();
  readonly #deadLetters = new SortedList<Keyed>(byTime);
  readonly #unsettled = new SortedList<Keyed>(byTime);
  readonly #references = new Map<string, number>();

  /** Told of every task that is stored, for tests that keep a ledger. */
  onChange: (task: Task) => void = () => {};

  /** What is stored, for tests that look at the raw store. */
  get(id: TaskId): Task | undefined {
    return this.#tasks.get(id);
  }

  insert(task: Task): InsertResult {
    const holder = task.idempotencyKey === undefined ? undefined : this.#idsByKey.get(task.idempotencyKey);
    const existing = this.#tasks.get(task.id) ?? (holder === undefined ? undefined : this.#tasks.get(holder));
    if (existing) return { outcome: 'existing', task: existing };
    this.#put(task);
    if (task.idempotencyKey !== undefined) this.#idsByKey.set(task.idempotencyKey, task.id);
    this.#created.add({ at: task.createdAt, id: task.id });
    return { outcome: 'inserted', task };
  }

  save(task: Task, expectedVersion: number): void {
    const stored = this.#tasks.get(task.id);
    if (stored?.version !== expectedVersion || task.version <= expectedVersion) {
      throw new ConcurrencyConflictError(task.id, expectedVersion);
    }
    this.#unindex(stored);
    this.#put(task);
  }

  list(filter: TaskFilter, page: PageRequest): Page<Task> {
    const index = this.#indexFor(filter);
    const items: Task[] = [];
    let last: Keyed | undefined;
    for (const key of index.descending(page.cursor === undefined ? undefined : parseCursor(page.cursor))) {
      const task = this.#tasks.get(key.id);
      if (task === undefined || (filter.status !== undefined && task.status !== filter.status)) continue;
      if (items.length === page.limit) return { items, next: canonicalJson(last) };
      items.push(task);
      last = key;
    }
    return { items };
  }

  /** Of indexes that know their size: no task is looked at. */
  counts(): TaskCounts {
    const count = (status: TaskStatus): number => this.#byStatus.get(status)?.size ?? 0;
    return {
      pending: count('pending'),
      processing: count('processing'),
      completed: count('completed'),
      failed: count('failed'),
      cancelled: count('cancelled'),
      deadLetters: this.#deadLetters.size,
    };
  }

  due(now: number, limit: number): readonly Task[] {
    const due: Task[] = [];
    for (const { at, id } of this.#unsettled.ascending()) {
      if (at > now || due.length === limit) break;
      const task = this.#tasks.get(id);
      if (task) due.push(task);
    }
    return due;
  }

  makeDue(queue: string, at: number): number {
    const later = [...this.#unsettled.ascending()]
      .filter((key) => key.at > at)
      .map((key) => this.#tasks.get(key.id))
      .filter((task) => task !== undefined)
      .filter((task) => task.queue === queue);
    for (const task of later) {
      this.#unindex(task);
      this.#put({ ...task, nextCheckAt: at });
    }
    return later.length;
  }

  referenced(paths: readonly string[]): ReadonlySet<string> {
    return new Set(paths.filter((path) => this.#references.has(path)));
  }

  /** Every task, oldest first. */
  all(): readonly Task[] {
    return [...this.#created.ascending()].map(({ id }) => this.#tasks.get(id)).filter((task) => task !== undefined);
  }

  #indexFor(filter: TaskFilter): SortedList<Keyed> {
    if (filter.deadLetters) return this.#deadLetters;
    return filter.status === undefined ? this.#created : this.#statusIndex(filter.status);
  }

  #statusIndex(status: TaskStatus): SortedList<Keyed> {
    const found = this.#byStatus.get(status) ?? new SortedList<Keyed>(byTime);
    this.#byStatus.set(status, found);
    return found;
  }

  #put(task: Task): void {
    this.#tasks.set(task.id, task);
    this.onChange(task);
    const created = { at: task.createdAt, id: task.id };
    this.#statusIndex(task.status).add(created);
    if (isDeadLetter(task)) this.#deadLetters.add(created);
    if (!task.settled) this.#unsettled.add({ at: task.nextCheckAt, id: task.id });
    for (const path of pathsOf(task)) this.#references.set(path, (this.#references.get(path) ?? 0) + 1);
  }

  #unindex(task: Task): void {
    const created = { at: task.createdAt, id: task.id };
    this.#statusIndex(task.status).remove(created);
    if (isDeadLetter(task)) this.#deadLetters.remove(created);
    if (!task.settled) this.#unsettled.remove({ at: task.nextCheckAt, id: task.id });
    for (const path of pathsOf(task)) {
      const left = (this.#references.get(path) ?? 0) - 1;
      if (left > 0) this.#references.set(path, left);
      else this.#references.delete(path);
    }
  }
}

function pathsOf(task: Task): readonly string[] {
  return Object.values(task.images).flatMap((image) => (image ? [image.path] : []));
}

function parseCursor(cursor: string): Keyed {
  let value: unknown;
  try {
    value = JSON.parse(cursor);
  } catch {
    value = undefined;
  }
  if (typeof value === 'object' && value !== null && 'at' in value && 'id' in value) {
    const { at, id } = value;
    if (typeof at === 'number' && typeof id === 'string') return { at, id };
  }
  throw new InvalidInputError('The cursor', [
    'cursor: must be one that a page gave; leave it out to begin at the first page',
  ]);
}
