import { createHash } from 'node:crypto';
import {
  canonicalJson,
  IdempotencyConflictError,
  type Pipeline,
  type Submission,
  type Task,
  type TaskId,
} from '@safelight/core';

/**
 * Submits many as one: without a key all at once, with one so that the key belongs to this very batch. Item 0 is
 * stored first, under the key and with an id that is made of key and batch: whoever finds another id there has
 * another batch, and nothing of it is stored. The keys of the other items are made of that id, so that they are
 * nobody else's.
 *
 * @returns the tasks, in the order of the submissions; sent again after it failed in the middle, it completes them
 * @throws {IdempotencyConflictError} when the key belongs to another batch; then nothing is stored
 */
export async function submitBatch(
  pipeline: Pick<Pipeline, 'submit' | 'submitMany'>,
  submissions: readonly Submission[],
  key: string | undefined,
): Promise<readonly Task[]> {
  const [first, ...others] = submissions;
  if (key === undefined || first === undefined) return pipeline.submitMany(submissions);
  const id = idOf(key, submissions);
  const { source, ...options } = first;
  const task = await pipeline.submit(source, { ...options, id, idempotencyKey: `${key}:0` });
  if (task.id !== id) throw new IdempotencyConflictError(key, task.id);
  const keyed = others.map((one, n) => ({ ...one, idempotencyKey: `${id}:${n + 1}` }));
  return [task, ...(await pipeline.submitMany(keyed))];
}

/** A UUID of version 8, which RFC 9562 leaves to whoever makes it: a hash of all that the client said. */
function idOf(key: string, submissions: readonly Submission[]): TaskId {
  const said = submissions.map(({ context, ...body }) => body);
  const hash = createHash('sha256')
    .update(canonicalJson([key, said]))
    .digest('hex');
  const variant = '89ab'.charAt(Number.parseInt(hash.charAt(16), 16) % 4);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
