import { type Job, jobIdOf } from '@safelight/core';
import { Job as BullJob, createIORedisClient, type IRedisClient, type Queue } from 'bullmq';
import { bulkJobOf } from './bull-queue.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/** For each pair of keys, how many of the two are there. */
const lookScript = `
  local found = {}
  for i = 1, #KEYS, 2 do found[#found + 1] = redis.call('EXISTS', KEYS[i], KEYS[i + 1]) end
  return found
`;

/**
 * Adds jobs, all in one round trip. BullMQ gives the same answer for a job that it added and for one that
 * it had, so the transaction looks before it adds: of any number that add one job, exactly one finds none.
 *
 * @returns for each whether it was added; what was cancelled before counts as known, and may have been added
 *   all the same
 */
export async function addJobs(
  client: RedisClient,
  queue: Queue,
  keys: QueueKeys,
  jobs: readonly Job[],
): Promise<readonly boolean[]> {
  const bullClient: IRedisClient = createIORedisClient(client);
  const transaction = bullClient.multi();
  const ids = jobs.map(jobIdOf);
  const names = ids.flatMap((id) => [keys.job(id), keys.cancelled(id)]);
  transaction.runCommand('eval', [lookScript, names.length, ...names]);
  for (const [index, job] of jobs.entries()) {
    const { name, data, opts } = bulkJobOf(job);
    void new BullJob(queue, name, data, opts, ids[index]).addJob(transaction);
  }
  const [looked, ...added] = (await transaction.exec()) ?? [];
  if (looked === undefined || added.length < jobs.length) throw new Error('Redis did not answer for every job.');
  for (const [error] of [looked, ...added]) if (error) throw error;
  const found: readonly unknown[] = looked[1];
  // Of a job that is there twice, the second was known.
  return ids.map((id, index) => found[index] === 0 && ids.indexOf(id) === index);
}
