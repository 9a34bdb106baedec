import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

const uncountScript = `
  if redis.call('GET', KEYS[1] .. ':lock') ~= ARGV[1] then return 0 end
  redis.call('HINCRBY', KEYS[1], 'ats', -1)
  return 1
`;

/**
 * Takes back that BullMQ counted a start, of a job that goes back unworked: the next start is given the
 * same number, and nothing was told under it. Only while the lock is held, since otherwise a start of
 * somebody else would be taken back.
 *
 * @returns false where the lock was lost
 */
export async function uncountStart(
  client: RedisClient,
  keys: QueueKeys,
  jobId: string,
  token: string,
): Promise<boolean> {
  return (await client.eval(uncountScript, 1, keys.job(jobId), token)) === 1;
}
