import { randomUUID } from 'node:crypto';
import { type JobRef, jobIdOf } from '@safelight/core';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/** How long a claim outlives the producer that made it, in milliseconds. */
const claimTime = 5_000;

/**
 * BullMQ gives the same answer for a job that it added and for one that it had. So a producer claims
 * the ids first, all at once: of any number that add one job, exactly one gets the claim.
 */
const claimScript = `
  local answers = {}
  for i = 1, #KEYS, 3 do
    if redis.call('EXISTS', KEYS[i], KEYS[i + 1]) > 0 then
      answers[#answers + 1] = 'known'
    elseif redis.call('SET', KEYS[i + 2], ARGV[1], 'PX', ARGV[2], 'NX') then
      answers[#answers + 1] = 'claimed'
    else
      answers[#answers + 1] = 'claimed-by-other'
    end
  end
  return answers
`;

/** `claimed-by-other`: add it all the same, since that producer may have died; it counts as a duplicate. */
export type Claim = 'known' | 'claimed' | 'claimed-by-other';

/** Claims the ids of these jobs for the caller; those that exist, or were cancelled, are `known`. */
export async function claimJobs(
  client: RedisClient,
  keys: QueueKeys,
  refs: readonly JobRef[],
): Promise<readonly Claim[]> {
  const ids = refs.map(jobIdOf);
  const names = ids.flatMap((id) => [keys.job(id), keys.cancelled(id), keys.claim(id)]);
  const answers: unknown = await client.eval(claimScript, names.length, ...names, randomUUID(), claimTime);
  if (!Array.isArray(answers)) throw new TypeError('Redis answered no list of claims.');
  return answers.map((answer) => (answer === 'known' || answer === 'claimed' ? answer : 'claimed-by-other'));
}

/** Lets go of claims whose jobs were added. */
export async function releaseClaims(client: RedisClient, keys: QueueKeys, refs: readonly JobRef[]): Promise<void> {
  if (refs.length > 0) await client.unlink(...refs.map((ref) => keys.claim(jobIdOf(ref))));
}
