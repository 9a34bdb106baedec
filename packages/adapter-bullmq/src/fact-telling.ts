import { type OwnFact, progressOf } from './own-fact.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { LostJobError } from './taken-job.ts';

/**
 * Writes the entry that BullMQ's `updateProgress` would, and asks in the same step what has to be known
 * at that moment: nothing is told of a job that was cancelled (where that key is given), or that is gone
 * or has ended: a progress that is sent again after a broken connection must not follow the end.
 */
const tellScript = `
  if KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then return 'cancelled' end
  local starts, finishedOn = unpack(redis.call('HMGET', KEYS[2], 'ats', 'finishedOn'))
  if not starts or finishedOn then return 'over' end
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'event', 'progress', 'jobId', ARGV[1], 'data', ARGV[2])
  return 'told'
`;

/** What facts are told with. */
export interface Telling {
  readonly client: RedisClient;
  readonly keys: QueueKeys;
  /** Entries that the event stream keeps. */
  readonly streamLength: number;
}

/** Puts a fact into the event stream, in order with BullMQ's own events. Checks no lock. @throws {LostJobError} */
export async function tellFact(telling: Telling, jobId: string, fact: OwnFact): Promise<void> {
  await tell(telling, [telling.keys.events, telling.keys.job(jobId)], jobId, fact);
}

/** The same, unless the job was cancelled: gives whether it was told. @throws {LostJobError} */
export async function tellUnlessCancelled(telling: Telling, jobId: string, fact: OwnFact): Promise<boolean> {
  const { keys } = telling;
  return (await tell(telling, [keys.events, keys.job(jobId), keys.cancelled(jobId)], jobId, fact)) !== 'cancelled';
}

async function tell(
  { client, streamLength }: Telling,
  names: readonly string[],
  jobId: string,
  fact: OwnFact,
): Promise<unknown> {
  const data = JSON.stringify(progressOf(fact));
  // Always in full: sent again after a server that did not know its hash, it would stand behind what followed it.
  const answer: unknown = await client.eval(tellScript, names.length, ...names, jobId, data, streamLength);
  if (answer === 'over') throw new LostJobError(`The job ${jobId} has ended, or is gone.`);
  return answer;
}
