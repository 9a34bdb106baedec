import { UnavailableError } from '../domain/errors.ts';
import type { TaskId } from '../domain/id.ts';
import type { Task } from '../domain/task.ts';
import type {
  InsertResult,
  Page,
  PageRequest,
  TaskCounts,
  TaskFilter,
  TaskRepository,
} from '../ports/task-repository.ts';
import type { TaskTable } from './task-table.ts';
import type { Wire } from './wire.ts';

/** {@link TaskRepository} on the tasks of an in-memory server. */
export class InMemoryTaskRepository implements TaskRepository {
  readonly #table: TaskTable;
  readonly #wire: Wire;
  #closed = false;

  constructor(table: TaskTable, wire: Wire) {
    this.#table = table;
    this.#wire = wire;
  }

  insert(task: Task): Promise<InsertResult> {
    return this.#call('repository.insert', () => this.#table.insert(task));
  }

  get(id: TaskId): Promise<Task | undefined> {
    return this.#call('repository.get', () => this.#table.get(id));
  }

  save(task: Task, expectedVersion: number): Promise<void> {
    return this.#call('repository.save', () => this.#table.save(task, expectedVersion));
  }

  list(filter: TaskFilter, page: PageRequest): Promise<Page<Task>> {
    return this.#call('repository.list', () => this.#table.list(filter, page));
  }

  counts(): Promise<TaskCounts> {
    return this.#call('repository.counts', () => this.#table.counts());
  }

  due(now: number, limit: number): Promise<readonly Task[]> {
    return this.#call('repository.due', () => this.#table.due(now, limit));
  }

  makeDue(queue: string, at: number): Promise<number> {
    return this.#call('repository.make-due', () => this.#table.makeDue(queue, at));
  }

  referenced(paths: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#call('repository.referenced', () => this.#table.referenced(paths));
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #call<T>(operation: string, effect: () => T): Promise<T> {
    if (this.#closed) {
      return Promise.reject(new UnavailableError('repository', 'This task repository was closed; make another.'));
    }
    return this.#wire(operation, effect);
  }
}
