import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/** How long a cancelled job id is remembered, in milliseconds. */
const markTime = 3_600_000;

const cancelScript = `
  if redis.call('HEXISTS', KEYS[1], 'finishedOn') == 1 then return 0 end
  redis.call('SET', KEYS[2], '1', 'PX', ARGV[1])
  return 1
`;

/**
 * Marks a job id as cancelled for an hour, whether its job is there yet or not. The mark is what a
 * worker looks for; it is set before anything else, so that a job on its way into a worker's hands is
 * seen by one of the two.
 *
 * @returns false where the job has finished, and nothing was marked
 */
export async function cancelJob(client: RedisClient, keys: QueueKeys, id: string): Promise<boolean> {
  return (await client.eval(cancelScript, 2, keys.job(id), keys.cancelled(id), markTime)) === 1;
}

/** Which of these job ids are cancelled, in their order. */
export async function areCancelled(
  client: RedisClient,
  keys: QueueKeys,
  ids: readonly string[],
): Promise<readonly boolean[]> {
  if (ids.length === 0) return [];
  const marks = await client.mget(ids.map((id) => keys.cancelled(id)));
  return marks.map((mark) => mark !== null);
}
