import {
  ConcurrencyConflictError,
  type InsertResult,
  type Page,
  type PageRequest,
  type Task,
  type TaskCounts,
  type TaskFilter,
  type TaskId,
  type TaskRepository,
  UnavailableError,
} from '@safelight/core';
import type { Collection } from 'mongodb';
import { type Connection, connectionFor, stepLimit } from './connection.ts';
import { within } from './deadline.ts';
import { isDuplicateKey, repositoryError } from './driver-errors.ts';
import { Once } from './once.ts';
import { fillMongoOptions, type MongoOptions } from './options.ts';
import { fromDocument, type TaskDocument, toDocument } from './task-document.ts';
import { makeIndexes } from './task-indexes.ts';
import { TaskQueries } from './task-queries.ts';

/**
 * {@link TaskRepository} on a MongoDB collection, one document a task. It connects at first use, and
 * again by itself after an outage. Every call ends within the `timeout` option: with its result, with
 * `UnavailableError`, or with `MongoRepositoryError` where trying again is of no use.
 */
export class MongoTaskRepository implements TaskRepository {
  readonly #options: MongoOptions;
  readonly #connection: Connection;
  readonly #limit: { readonly maxTimeMS: number };
  readonly #start: Once;
  readonly #queries: TaskQueries;
  #closing: Promise<void> | undefined;

  /** @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<MongoOptions>) {
    this.#options = fillMongoOptions(options);
    this.#connection = connectionFor(this.#options);
    this.#limit = { maxTimeMS: stepLimit(this.#options.timeout) };
    this.#start = new Once(() => this.#open());
    this.#queries = new TaskQueries(this.#tasks, this.#limit.maxTimeMS, this.#options.logger);
  }

  now(): Promise<number> {
    return this.#call('ask the time', () => this.#connection.now());
  }

  insert(task: Task): Promise<InsertResult> {
    return this.#call(`insert task ${task.id}`, () => this.#insert(task));
  }

  get(id: TaskId): Promise<Task | undefined> {
    return this.#call(`get task ${id}`, () => this.#find({ _id: id }));
  }

  save(task: Task, expectedVersion: number): Promise<void> {
    return this.#call(`save task ${task.id}`, async () => {
      if (task.version <= expectedVersion) throw new ConcurrencyConflictError(task.id, expectedVersion);
      const { _id, ...replacement } = toDocument(task);
      const { matchedCount } = await this.#tasks.replaceOne(
        { _id, version: expectedVersion },
        replacement,
        this.#limit,
      );
      if (matchedCount === 0) throw new ConcurrencyConflictError(task.id, expectedVersion);
    });
  }

  list(filter: TaskFilter, page: PageRequest): Promise<Page<Task>> {
    return this.#call('list tasks', () => this.#queries.list(filter, page));
  }

  counts(): Promise<TaskCounts> {
    return this.#call('count tasks', () => this.#queries.counts());
  }

  due(now: number, limit: number): Promise<readonly Task[]> {
    return this.#call('find due tasks', () => this.#queries.due(now, limit));
  }

  makeDue(queue: string, at: number): Promise<number> {
    return this.#call(`make the tasks of queue ${queue} due`, () => this.#queries.makeDue(queue, at));
  }

  referenced(paths: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#call('find references to images', () => this.#queries.referenced(paths));
  }

  close(): Promise<void> {
    this.#closing ??= this.#connection.close().catch((error: unknown) => {
      throw repositoryError(error, 'close the connection');
    });
    return within(this.#options.timeout, 'close the connection', this.#closing);
  }

  get #tasks(): Collection<TaskDocument> {
    return this.#connection.tasks;
  }

  async #insert(task: Task): Promise<InsertResult> {
    const document = toDocument(task);
    try {
      await this.#tasks.insertOne(document, this.#limit);
      return { outcome: 'inserted', task };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // The refusal, too, was acknowledged by a majority: who stands in the way stays there.
      const { _id, _uniqueKey } = document;
      const holder = (await this.#find({ _id })) ?? (await this.#find({ _uniqueKey }));
      if (holder === undefined) throw error;
      return { outcome: 'existing', task: holder };
    }
  }

  async #find(where: { readonly _id: string } | { readonly _uniqueKey: string }): Promise<Task | undefined> {
    const document = await this.#tasks.findOne(where, this.#limit);
    return document === null ? undefined : fromDocument(document);
  }

  #call<T>(operation: string, work: () => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(closedError());
    return within(this.#options.timeout, operation, this.#attempt(operation, work));
  }

  async #open(): Promise<void> {
    await this.#connection.open();
    if (this.#closing !== undefined) {
      // Closed while it was connecting: what has been opened since then must not stay.
      await this.#connection.close();
      throw closedError();
    }
    if (this.#options.createIndexes) await makeIndexes(this.#tasks);
  }

  async #attempt<T>(operation: string, work: () => Promise<T>): Promise<T> {
    try {
      await this.#start.done();
      return await work();
    } catch (error) {
      this.#mend();
      throw repositoryError(error, operation);
    }
  }

  /** Behind the caller's back, who is told of the failure now. */
  #mend(): void {
    if (this.#closing !== undefined) return;
    this.#connection.mend().catch((error: unknown) => {
      this.#options.logger.warn({ err: error }, 'The connection to MongoDB could not be made anew; it is tried again.');
    });
  }
}

function closedError(): UnavailableError {
  return new UnavailableError('repository', 'This task repository was closed; make another.');
}
