import {
  InvalidInputError,
  type Logger,
  messageOf,
  type Page,
  type PageRequest,
  type Task,
  type TaskCounts,
  type TaskFilter,
  type TaskStatus,
} from '@safelight/core';
import type { Collection, Filter, Sort } from 'mongodb';
import { cursorOf, type Place, placeOf } from './page-cursor.ts';
import { fromDocument, type TaskDocument } from './task-document.ts';

/** How many paths one query asks for: far below the limit of a message. */
const pathsPerQuery = 1_000;

/** What concerns many tasks at a time. Each query has an index of its own. */
export class TaskQueries {
  readonly #tasks: Collection<TaskDocument>;
  readonly #log: Logger;
  readonly #limit: { readonly maxTimeMS: number };

  /** @param maxTimeMS milliseconds that the server may take for a query */
  constructor(tasks: Collection<TaskDocument>, maxTimeMS: number, log: Logger) {
    this.#tasks = tasks;
    this.#log = log;
    this.#limit = { maxTimeMS };
  }

  async list(filter: TaskFilter, page: PageRequest): Promise<Page<Task>> {
    const { limit, cursor } = page;
    if (!Number.isSafeInteger(limit) || limit < 1) {
      throw new InvalidInputError('The page', [`limit: must be a whole number of at least 1, got ${limit}`]);
    }
    const after = cursor === undefined ? {} : olderThan(placeOf(cursor));
    const { status, deadLetters } = filter;
    if (deadLetters === true && status !== undefined && status !== 'failed') return { items: [] };
    const narrowed = status === undefined ? {} : { status };
    const where = { ...(deadLetters === true ? { status: 'failed', discarded: false } : narrowed), ...after };
    const found = await this.#first(limit + 1, where, { createdAt: -1, _id: -1 });
    const documents = found.slice(0, limit);
    const last = documents.at(-1);
    const items = this.#readable(documents);
    if (last === undefined || found.length === documents.length) return { items };
    return { items, next: cursorOf({ createdAt: last.createdAt, id: last._id }) };
  }

  async counts(): Promise<TaskCounts> {
    const count = (where: Filter<TaskDocument>): Promise<number> => this.#tasks.countDocuments(where, this.#limit);
    const having = (status: TaskStatus): Promise<number> => count({ status });
    const [pending, processing, completed, failed, cancelled, deadLetters] = await Promise.all([
      having('pending'),
      having('processing'),
      having('completed'),
      having('failed'),
      having('cancelled'),
      count({ status: 'failed', discarded: false }),
    ]);
    return { pending, processing, completed, failed, cancelled, deadLetters };
  }

  async due(now: number, limit: number): Promise<readonly Task[]> {
    // To MongoDB, a limit of 0 is none.
    if (limit < 1) return [];
    const where = { settled: false, nextCheckAt: { $lte: now } };
    return this.#readable(await this.#first(limit, where, { nextCheckAt: 1, _id: 1 }));
  }

  async makeDue(queue: string, at: number): Promise<number> {
    const later = { queue, settled: false, nextCheckAt: { $gt: at } };
    const { modifiedCount } = await this.#tasks.updateMany(later, { $set: { nextCheckAt: at } }, this.#limit);
    return modifiedCount;
  }

  async referenced(paths: readonly string[]): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (let start = 0; start < paths.length; start += pathsPerQuery) {
      const asked = { _imagePaths: { $in: paths.slice(start, start + pathsPerQuery) } };
      // Grouped at the server: however many tasks share an image, its path comes once.
      const pipeline = [
        { $match: asked },
        { $unwind: '$_imagePaths' },
        { $match: asked },
        { $group: { _id: '$_imagePaths' } },
      ];
      for await (const { _id } of this.#tasks.aggregate<{ _id: string }>(pipeline, this.#limit)) found.add(_id);
    }
    return found;
  }

  /** The batch is as large as the limit: one round trip, and no cursor stays open at the server. */
  async #first(limit: number, where: Filter<TaskDocument>, sort: Sort): Promise<readonly TaskDocument[]> {
    return await this.#tasks.find(where, { ...this.#limit, sort, limit, batchSize: limit }).toArray();
  }

  /** One document that cannot be read must not hide the others from the reconciler, or from an operator. */
  #readable(documents: readonly TaskDocument[]): readonly Task[] {
    return documents.flatMap((document) => {
      try {
        return [fromDocument(document)];
      } catch (error) {
        this.#log.error(
          { taskId: document._id, error: messageOf(error) },
          'A task document cannot be read; passed over',
        );
        return [];
      }
    });
  }
}

/** After the place in a list of the newest first; the first condition is what an index can start at. */
function olderThan({ createdAt, id }: Place): Filter<TaskDocument> {
  return {
    createdAt: { $lte: createdAt },
    $or: [{ createdAt: { $lt: createdAt } }, { createdAt, _id: { $lt: id } }],
  };
}
