import { type Job, jobIdOf } from '@safelight/core';
import { Job as BullJob, createIORedisClient, type IRedisClient, type Queue } from 'bullmq';
import { bulkJobOf } from './bull-queue.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/**
 * Adds jobs, all in one round trip. BullMQ gives the same answer for a job that it added and for one that
 * it had, so a transaction looks before it adds: of any number that add one job, exactly one finds none.
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
  for (const job of jobs) {
    const id = jobIdOf(job);
    const { name, data, opts } = bulkJobOf(job);
    transaction.runCommand('exists', [keys.job(id), keys.cancelled(id)]);
    void new BullJob(queue, name, data, opts, id).addJob(transaction);
  }
  const replies = (await transaction.exec()) ?? [];
  return jobs.map((_job, index) => {
    const [looked, added] = [replies[2 * index], replies[2 * index + 1]];
    if (!looked || !added) throw new Error('Redis gave no answer for a job that was to be added.');
    for (const [error] of [looked, added]) if (error) throw error;
    return looked[1] === 0;
  });
}
