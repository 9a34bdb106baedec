import { isConcurrencyConflictError, TaskNotFoundError } from '../domain/errors.ts';
import type { TaskId } from '../domain/id.ts';
import type { Task } from '../domain/task.ts';
import type { TaskCache } from '../ports/task-cache.ts';
import type { TaskRepository } from '../ports/task-repository.ts';

/** A task before and after a change; the same object where nothing changed. */
export interface Change {
  readonly before: Task;
  readonly after: Task;
}

/** The repository with the cache before it: reads through, and invalidates what it saves. */
export class TaskStore {
  readonly repository: TaskRepository;
  readonly #cache: TaskCache | undefined;

  constructor(repository: TaskRepository, cache: TaskCache | undefined) {
    this.repository = repository;
    this.#cache = cache;
  }

  /** True where reads may come from a cache. */
  get isCached(): boolean {
    return this.#cache !== undefined;
  }

  /** Through the cache: may lag behind by an event that was not heard. */
  async find(id: TaskId): Promise<Task | undefined> {
    const cached = await this.#cache?.get(id);
    if (cached) return cached;
    const task = await this.repository.get(id);
    if (task) await this.#cache?.fill(task);
    return task;
  }

  /** From the repository. @throws {TaskNotFoundError} */
  async read(id: TaskId): Promise<Task> {
    const task = await this.repository.get(id);
    if (task === undefined) throw new TaskNotFoundError(id);
    return task;
  }

  /** Reads a task, changes it, and saves it if it changed. @throws {ConcurrencyConflictError} */
  async change(id: TaskId, change: (task: Task) => Task): Promise<Change> {
    const before = await this.read(id);
    const after = change(before);
    await this.save(before, after);
    return { before, after };
  }

  /** Saves a task if it changed, by compare-and-set. @throws {ConcurrencyConflictError} */
  async save(before: Task, after: Task): Promise<void> {
    if (after === before) return;
    try {
      await this.repository.save(after, before.version);
    } catch (error) {
      // It may have been saved, and only the answer lost. A mark that is too new costs no more than a miss.
      if (!isConcurrencyConflictError(error)) await this.invalidate(after.id, after.version);
      throw error;
    }
    await this.invalidate(after.id, after.version);
  }

  /** Drops what the cache has of a task before this version. */
  async invalidate(id: TaskId, version: number): Promise<void> {
    await this.#cache?.invalidate(id, version);
  }
}
