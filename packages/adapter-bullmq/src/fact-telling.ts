import { type OwnFact, progressOf } from './own-fact.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { Script } from './script.ts';
import { LostJobError } from './taken-job.ts';

/**
 * Writes the entry that BullMQ's `updateProgress` would, and asks in the same step what has to be known
 * at that moment: nothing is told of a job that was cancelled (where that key is given), or that is gone
 * or has ended: a progress that is sent again after a broken connection must not follow the end.
 */
const tellScript = new Script(`
  if KEYS[3] and redis.call('EXISTS', KEYS[3]) == 1 then return 'cancelled' end
  local starts, finishedOn = unpack(redis.call('HMGET', KEYS[2], 'ats', 'finishedOn'))
  if not starts or finishedOn then return 'over' end
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[3], '*', 'event', 'progress', 'jobId', ARGV[1], 'data', ARGV[2])
  return 'told'
`);

/** What facts are told with. */
export interface Telling {
  readonly client: RedisClient;
  readonly keys: QueueKeys;
  /** Entries that the event stream keeps. */
  readonly streamLength: number;
}

/** Puts a fact into the event stream, in order with BullMQ's own events. Checks no lock. @throws {LostJobError} */
export async function tellFact(telling: Telling, jobId: string, fact: OwnFact): Promise<void> {
  const { client, keys } = telling;
  const names = [keys.events, keys.job(jobId)];
  assertTold(await tellScript.run(client, names, wordsOf(telling, jobId, fact)), jobId);
}

/** The same, unless the job was cancelled: gives whether it was told. @throws {LostJobError} */
export async function tellUnlessCancelled(telling: Telling, jobId: string, fact: OwnFact): Promise<boolean> {
  const { client, keys } = telling;
  const names = [keys.events, keys.job(jobId), keys.cancelled(jobId)];
  const answer = await tellScript.run(client, names, wordsOf(telling, jobId, fact));
  assertTold(answer, jobId);
  return answer !== 'cancelled';
}

/**
 * The same of a job whose start was told, for a fact that nobody waits for: what is told after it stands
 * after it. It is lost where the server was restarted in between.
 */
export async function tellInPassing(telling: Telling, jobId: string, fact: OwnFact): Promise<void> {
  const { client, keys } = telling;
  const names = [keys.events, keys.job(jobId)];
  assertTold(await tellScript.runKnown(client, names, wordsOf(telling, jobId, fact)), jobId);
}

function wordsOf({ streamLength }: Telling, jobId: string, fact: OwnFact): readonly (string | number)[] {
  return [jobId, JSON.stringify(progressOf(fact)), streamLength];
}

function assertTold(answer: unknown, jobId: string): void {
  if (answer === 'over') throw new LostJobError(`The job ${jobId} has ended, or is gone.`);
}
