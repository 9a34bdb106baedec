import { type Fact, isInvalidInputError, type Logger, silentLogger } from '@safelight/core';
import { timeOf } from './entry-ids.ts';
import type { StreamEntry } from './event-stream.ts';
import { jobFields, readJobHash } from './job-hash.ts';
import { type Outcome, readFailedReason, readReturnValue, subjectOf } from './outcome.ts';
import { readProgress } from './own-fact.ts';
import type { QueueKeys } from './queue-keys.ts';
import { subjectOfJob } from './read-job.ts';
import type { RedisClient } from './redis-client.ts';

/** BullMQ's events that an operator wants to find in the log. */
const logged: ReadonlySet<string> = new Set(['waiting', 'active', 'completed', 'failed', 'stalled', 'progress']);

/** The facts in a batch of entries, in order. Logs BullMQ's events, and what could not be read. */
export async function readFacts(
  client: RedisClient,
  keys: QueueKeys,
  entries: readonly StreamEntry[],
  log: Logger,
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (const entry of entries) {
    if (log !== silentLogger && logged.has(entry.event))
      log.debug(loggedFields(keys.name, entry), 'BullMQ told an event.');
    const fact = await factIn(client, keys, entry, log);
    if (fact) facts.push(fact);
  }
  return facts;
}

async function factIn(
  client: RedisClient,
  keys: QueueKeys,
  { id, event, jobId, told }: StreamEntry,
  log: Logger,
): Promise<Fact | undefined> {
  const at = timeOf(id);
  switch (event) {
    case 'progress':
      return progressIn(told, keys, jobId, at, log);
    case 'completed':
      return factOfOutcome(readReturnValue(told) ?? (await askHash(client, keys, jobId)), at, jobId, log);
    case 'failed':
      return factOfOutcome(readFailedReason(told) ?? (await askHash(client, keys, jobId)), at, jobId, log);
    default:
      return undefined;
  }
}

function progressIn(data: string, keys: QueueKeys, jobId: string, at: number, log: Logger): Fact | undefined {
  try {
    return readProgress(JSON.parse(data), keys.name, at);
  } catch (error) {
    if (!(error instanceof SyntaxError) && !isInvalidInputError(error)) throw error;
    log.warn({ err: error, jobId, queue: keys.name }, 'A fact in the event stream could not be read; it is passed.');
    return undefined;
  }
}

/** A job that ended without its worker's word: only its hash knows how far it had come. */
async function askHash(client: RedisClient, keys: QueueKeys, jobId: string): Promise<Outcome | undefined> {
  const hash = readJobHash(await client.hmget(keys.job(jobId), ...jobFields));
  if (hash?.outcome?.type !== 'failed') return hash?.outcome;
  return { ...hash.outcome, subject: hash.outcome.subject ?? subjectOfJob(hash.data, jobId) };
}

function factOfOutcome(outcome: Outcome | undefined, at: number, jobId: string, log: Logger): Fact | undefined {
  if (outcome?.type === 'completed') {
    const { attempt, images, processingTime } = outcome.result;
    return { type: 'completed', ...outcome.subject, attempt, at, images, processingTime };
  }
  if (outcome?.type === 'failed' && outcome.subject) {
    const { attempt, code, error, attempts } = outcome.failure;
    return { type: 'failed', ...outcome.subject, attempt, at, code, error, attempts };
  }
  if (outcome?.type !== 'dropped') {
    log.warn({ jobId }, 'A job ended that belongs to no task, or is gone already; it is passed.');
  }
  return undefined;
}

/** The task's id is looked for when a logger writes it, which at this level is rare. */
function loggedFields(queue: string, entry: StreamEntry): object {
  const { event, jobId } = entry;
  return {
    queue,
    event,
    jobId,
    get taskId(): string | undefined {
      return taskIdIn(entry);
    },
  };
}

/** The task that an entry speaks of, for the log: as it says itself, else as the job's id does. */
function taskIdIn({ told, jobId }: StreamEntry): string | undefined {
  if (told.startsWith('{')) {
    try {
      return subjectOf(JSON.parse(told))?.taskId;
    } catch {
      // No JSON, so a worker of another kind wrote it; the id has to do.
    }
  }
  return jobId === '' ? undefined : jobId.replace(/-r\d+$/, '');
}
