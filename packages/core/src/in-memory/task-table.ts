import { canonicalJson } from '../domain/canonical.ts';
import { ConcurrencyConflictError, InvalidInputError } from '../domain/errors.ts';
import type { TaskId } from '../domain/id.ts';
import type { TaskStatus } from '../domain/status.ts';
import { isDeadLetter, type Task } from '../domain/task.ts';
import type { InsertResult, Page, PageRequest, TaskCounts, TaskFilter } from '../ports/task-repository.ts';
import { type Keyed, TimeIndex } from './time-index.ts';

/** The tasks of an in-memory server with the indexes that a database would keep. */
export class TaskTable {
  readonly #tasks = new Map<TaskId, Task>();
  readonly #idsByKey = new Map<string, TaskId>();
  readonly #created = new TimeIndex();
  readonly #byStatus = new Map<TaskStatus, TimeIndex>();
  readonly #deadLetters = new TimeIndex();
  readonly #unsettled = new TimeIndex();
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
    this.#created.add(task.createdAt, task.id);
    return { outcome: 'inserted', task };
  }

  save(task: Task, expectedVersion: number): void {
    const stored = this.#tasks.get(task.id);
    if (stored?.version !== expectedVersion || task.version <= expectedVersion) {
      throw new ConcurrencyConflictError(task.id, expectedVersion);
    }
    this.#put(task, stored);
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
    for (const task of later) this.#put({ ...task, nextCheckAt: at }, task);
    return later.length;
  }

  referenced(paths: readonly string[]): ReadonlySet<string> {
    return new Set(paths.filter((path) => this.#references.has(path)));
  }

  /** Every task, oldest first. */
  all(): readonly Task[] {
    return [...this.#created.ascending()].map(({ id }) => this.#tasks.get(id)).filter((task) => task !== undefined);
  }

  #indexFor(filter: TaskFilter): TimeIndex {
    if (filter.deadLetters) return this.#deadLetters;
    return filter.status === undefined ? this.#created : this.#statusIndex(filter.status);
  }

  #statusIndex(status: TaskStatus): TimeIndex {
    const found = this.#byStatus.get(status) ?? new TimeIndex();
    this.#byStatus.set(status, found);
    return found;
  }

  /** Stores a task in place of `before`; an index is touched only where its key has changed. */
  #put(task: Task, before?: Task): void {
    this.#tasks.set(task.id, task);
    this.onChange(task);
    this.#indexStatus(task, before);
    move(this.#deadLetters, task.id, before && deadSince(before), deadSince(task));
    move(this.#unsettled, task.id, before && dueAt(before), dueAt(task));
    if (task.images === before?.images) return;
    for (const path of before ? pathsOf(before) : []) this.#count(path, -1);
    for (const path of pathsOf(task)) this.#count(path, 1);
  }

  #indexStatus(task: Task, before: Task | undefined): void {
    if (before?.status === task.status && before.createdAt === task.createdAt) return;
    if (before) this.#statusIndex(before.status).remove(before.createdAt, before.id);
    this.#statusIndex(task.status).add(task.createdAt, task.id);
  }

  #count(path: string, change: number): void {
    const count = (this.#references.get(path) ?? 0) + change;
    if (count > 0) this.#references.set(path, count);
    else this.#references.delete(path);
  }
}

/** Moves an entry of an index; undefined is out of it. */
function move(index: TimeIndex, id: TaskId, from: number | undefined, to: number | undefined): void {
  if (from === to) return;
  if (from !== undefined) index.remove(from, id);
  if (to !== undefined) index.add(to, id);
}

function deadSince(task: Task): number | undefined {
  return isDeadLetter(task) ? task.createdAt : undefined;
}

function dueAt(task: Task): number | undefined {
  return task.settled ? undefined : task.nextCheckAt;
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
