import type { TaskId } from '../domain/id.ts';
import type { TaskStatus } from '../domain/status.ts';
import type { Task } from '../domain/task.ts';

/** What `insert` found. */
export type InsertResult =
  | { readonly outcome: 'inserted'; readonly task: Task }
  /** The id or the idempotency key was taken; this is who has it. */
  | { readonly outcome: 'existing'; readonly task: Task };

/** Which tasks to list; every field narrows. */
export interface TaskFilter {
  readonly status?: TaskStatus;
  /** Failed tasks that were not discarded. */
  readonly deadLetters?: boolean;
}

/** How many tasks are in which status. */
export interface TaskCounts extends Readonly<Record<TaskStatus, number>> {
  /** Of the failed ones, those that were not discarded. */
  readonly deadLetters: number;
}

/** Where a list goes on; opaque, as a page gave it. */
export type Cursor = string;

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: Cursor;
}

/** How to page. */
export interface PageRequest {
  readonly cursor?: Cursor;
  /** Items on a page. */
  readonly limit: number;
}

/**
 * Where tasks are kept: the truth. Safe to call concurrently from any number of processes. What was
 * written is read by the next call, from any process. Unknown fields of a document are kept.
 */
export interface TaskRepository {
  /**
   * Stores a new task durably unless its id or its idempotency key is taken: of concurrent inserts
   * exactly one is `inserted`, the others get that task.
   *
   * @throws {UnavailableError} then it is not known whether it was stored: insert again
   */
  insert(task: Task): Promise<InsertResult>;
  /**
   * The task as last saved.
   *
   * @throws {UnavailableError}
   */
  get(id: TaskId): Promise<Task | undefined>;
  /**
   * Replaces the task in one atomic compare-and-set: of concurrent saves from one version exactly one
   * wins. `task.version` is larger than `expectedVersion`.
   *
   * @throws {ConcurrencyConflictError} when the stored version is another, or the task is gone
   * @throws {UnavailableError} then it is not known whether it was saved: read and decide again
   */
  save(task: Task, expectedVersion: number): Promise<void>;
  /**
   * Tasks that pass the filter, newest first: by `createdAt`, then by id, both descending. Tasks created while paging may be
   * missed, none is given twice.
   *
   * @throws {InvalidInputError} for a cursor that no page gave
   * @throws {UnavailableError}
   */
  list(filter: TaskFilter, page: PageRequest): Promise<Page<Task>>;
  /**
   * How many tasks there are, by indexes: no task is read for it. Each number was right at a moment during
   * the call; while tasks change these moments differ, so that the sum may be off by what changed.
   *
   * @throws {UnavailableError}
   */
  counts(): Promise<TaskCounts>;
  /**
   * Unsettled tasks whose `nextCheckAt` is at or before `now`, the longest due first, at most `limit`;
   * by an index, not a scan.
   *
   * @throws {UnavailableError}
   */
  due(now: number, limit: number): Promise<readonly Task[]>;
  /**
   * Makes every unsettled task of the queue due at `at`, if it is not due earlier: gives how many. The
   * tasks' versions stay, since their state does.
   *
   * @throws {UnavailableError}
   */
  makeDue(queue: string, at: number): Promise<number>;
  /**
   * Which of these image paths some task refers to.
   *
   * @throws {UnavailableError}
   */
  referenced(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ends what this adapter opened, and only that. Idempotent. */
  close(): Promise<void>;
}
