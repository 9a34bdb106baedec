import { InvalidInputError, type Json, messageOf, parseTask, serialiseTask, type Task } from '@safelight/core';
import { MongoRepositoryError } from './mongo-repository-error.ts';
import { fromStorable, toStorable } from './storable-json.ts';

/**
 * The layout that this release writes. It grows only when an older release would misread the
 * document; one that reads a greater layout than its own leaves the document alone.
 */
export const documentLayout = 1;

/**
 * A task as the collection holds it: the fields of core's `serialiseTask`, and what starts with `_`,
 * which is the store's own. The named fields are those that queries and indexes use.
 */
export interface TaskDocument {
  /** The task's id. */
  readonly _id: string;
  readonly _layout: number;
  /** `key:` and the idempotency key as JSON text, or `id:` and the task's id: unique, and never absent. */
  readonly _uniqueKey: string;
  /** The paths of all images that the task refers to, each once. */
  readonly _imagePaths: readonly string[];
  readonly version: number;
  readonly status: string;
  readonly settled: boolean;
  readonly nextCheckAt: number;
  readonly createdAt: number;
  readonly queue: string;
  readonly discarded: boolean;
  readonly [field: string]: unknown;
}

/** The document for a task. */
export function toDocument(task: Task): TaskDocument {
  const { version, status, settled, nextCheckAt, createdAt, queue, discarded } = task;
  return {
    ...fieldsOf(serialiseTask(task)),
    ...{ version, status, settled, nextCheckAt, createdAt, queue, discarded },
    _id: task.id,
    _layout: documentLayout,
    _uniqueKey: uniqueKeyOf(task),
    _imagePaths: imagePathsOf(task),
  };
}

/**
 * The task of a document; fields that this release does not know are kept.
 *
 * @throws {InvalidInputError} that lists what is wrong with the document
 * @throws {MongoRepositoryError} for a layout of a newer release
 */
export function fromDocument(document: TaskDocument): Task {
  const { _id, _layout, _uniqueKey, _imagePaths, ...fields } = document;
  if (_layout > documentLayout) {
    throw new MongoRepositoryError(
      `Task ${_id} is stored in layout ${_layout}, and this release reads up to ${documentLayout}. Upgrade @safelight/adapter-mongo.`,
    );
  }
  return parseTask(readable(_id, fields));
}

/**
 * Unique among all tasks, by an index that needs no option which some server lacks (sparse, partial):
 * so a task without an idempotency key has one made of its id, with a prefix of its own. JSON text
 * keeps keys apart that differ only in characters which UTF-8 lacks.
 */
export function uniqueKeyOf(task: Pick<Task, 'id' | 'idempotencyKey'>): string {
  return task.idempotencyKey === undefined ? `id:${task.id}` : `key:${JSON.stringify(task.idempotencyKey)}`;
}

function imagePathsOf(task: Task): readonly string[] {
  return [...new Set(Object.values(task.images).flatMap((image) => (image ? [image.path] : [])))];
}

/** The top level's names are core's and the store's own, so only what is below may need another form. */
function fieldsOf(serialised: Json): Readonly<Record<string, Json>> {
  if (typeof serialised !== 'object' || serialised === null) return {};
  return Object.fromEntries(Object.entries(serialised).map(([field, value]) => [field, toStorable(value)]));
}

function readable(id: string, fields: object): unknown {
  try {
    return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, fromStorable(value)]));
  } catch (error) {
    throw new InvalidInputError(`The document of task ${id}`, [`_json: ${messageOf(error)}`]);
  }
}
