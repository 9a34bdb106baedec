import type { Collection, IndexDescription } from 'mongodb';
import type { TaskDocument } from './task-document.ts';

/**
 * The indexes of the collection, each with the query that it serves. None needs an option that a
 * server of the MongoDB wire protocol may lack, such as `sparse` or a partial filter.
 */
export const taskIndexes: readonly IndexDescription[] = [
  // insert: of concurrent inserts of one idempotency key exactly one is stored.
  { name: 'safelight_unique_key', key: { _uniqueKey: 1 }, unique: true },
  // due
  { name: 'safelight_due', key: { settled: 1, nextCheckAt: 1, _id: 1 } },
  // makeDue
  { name: 'safelight_queue_due', key: { queue: 1, settled: 1, nextCheckAt: 1 } },
  // list by status, counts
  { name: 'safelight_status', key: { status: 1, createdAt: 1, _id: 1 } },
  // list of dead letters, and their count: past any number of failures that were discarded
  { name: 'safelight_dead_letters', key: { status: 1, discarded: 1, createdAt: 1, _id: 1 } },
  // list of all
  { name: 'safelight_created', key: { createdAt: 1, _id: 1 } },
  // referenced
  { name: 'safelight_image_paths', key: { _imagePaths: 1 } },
];

/**
 * Makes the indexes. To make those that exist is to do nothing, in any number of processes at a time.
 * One command each: FerretDB 1.24 breaks the connection over a command that names several which exist.
 *
 * @internal
 */
export async function makeIndexes(tasks: Collection<TaskDocument>): Promise<void> {
  for (const index of taskIndexes) await tasks.createIndexes([index]);
}
