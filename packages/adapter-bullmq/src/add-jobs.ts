import { type Job, jobIdOf } from '@safelight/core';
import { Job as BullJob, createIORedisClient, type IRedisClient, type Queue } from 'bullmq';
import { bulkJobOf } from './bull-queue.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/** What became of a job: `cancelled` was added all the same, and has to go again. */
export type Adding = 'added' | 'known' | 'cancelled';

/** Commands in the transaction for each job: is it there, was it cancelled, add it. */
const commands = 3;

/**
 * Adds jobs, all in one round trip. BullMQ gives the same answer for a job that it added and for one that
 * it had, so a transaction looks before it adds: of any number that add one job, exactly one finds none.
 */
export async function addJobs(
  client: RedisClient,
  queue: Queue,
  keys: QueueKeys,
  jobs: readonly Job[],
): Promise<readonly Adding[]> {
  const bullClient: IRedisClient = createIORedisClient(client);
  const transaction = bullClient.multi();
  for (const job of jobs) {
    const id = jobIdOf(job);
    const { name, data, opts } = bulkJobOf(job);
    transaction.runCommand('exists', [keys.job(id)]).runCommand('exists', [keys.cancelled(id)]);
    void new BullJob(queue, name, data, opts, id).addJob(transaction);
  }
  const replies = (await transaction.exec()) ?? [];
  return jobs.map((_job, index) => addingIn(replies.slice(index * commands, (index + 1) * commands)));
}

function addingIn(replies: readonly (readonly [Error | null, unknown])[]): Adding {
  const [known, cancelled, added] = replies;
  if (!known || !cancelled || !added) throw new Error('Redis gave no answer for a job that was to be added.');
  for (const [error] of replies) if (error) throw error;
  if (known[1] === 1) return 'known';
  return cancelled[1] === 1 ? 'cancelled' : 'added';
}
