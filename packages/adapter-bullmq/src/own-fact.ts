import {
  type AttemptFailed,
  check,
  type Fact,
  type Job,
  type Progressed,
  type Started,
  schemaVersion,
  serialiseJob,
} from '@safelight/core';
import { subjectOf } from './outcome.ts';
import { readJob } from './read-job.ts';

type Untimed<F> = F extends unknown ? Omit<F, 'at'> : never;

/** A fact that a worker tells itself, by BullMQ's `updateProgress`. The stream gives it its time. */
export type OwnFact = Untimed<Started | Progressed | AttemptFailed>;

/** The fact as BullMQ's progress carries it. */
export function progressOf(fact: OwnFact): object {
  if (fact.type !== 'started' || fact.job === undefined) return { schemaVersion, ...fact };
  return { schemaVersion, ...fact, job: serialiseJob(fact.job) };
}

const positive = check.integer({ min: 1 });
const natural = check.integer({ min: 0 });
const startedCheck = check.object({ attempt: positive, workerId: check.string() });
const progressedCheck = check.object({ attempt: positive, done: natural, total: natural });
const attemptFailedCheck = check.object({
  attempt: positive,
  code: check.string({ min: 1 }),
  error: check.string(),
  attempts: positive,
  willRetry: check.boolean,
  delay: natural,
});

/**
 * Reads a fact from BullMQ's progress; undefined where it is none, such as the number that a worker
 * of another kind reports.
 *
 * @param queue the queue in whose stream it stands
 * @param at the time of its entry
 * @throws {InvalidInputError} for a foreign job that can't be read
 */
export function readProgress(value: unknown, queue: string, at: number): Fact | undefined {
  const subject = subjectOf(value);
  if (subject === undefined || typeof value !== 'object' || value === null || !('type' in value)) return undefined;
  switch (value.type) {
    case 'started': {
      const fact = startedCheck(value, '', []);
      if (fact === undefined) return undefined;
      const { attempt, workerId } = fact;
      return { type: 'started', ...subject, attempt, at, workerId, ...adoptable(value, queue) };
    }
    case 'progressed': {
      const fact = progressedCheck(value, '', []);
      if (fact === undefined) return undefined;
      const { attempt, done, total } = fact;
      return { type: 'progressed', ...subject, attempt, at, done, total };
    }
    case 'attempt-failed': {
      const fact = attemptFailedCheck(value, '', []);
      if (fact === undefined) return undefined;
      const { attempt, code, error, attempts, willRetry, delay } = fact;
      return { type: 'attempt-failed', ...subject, attempt, at, code, error, attempts, willRetry, delay };
    }
    default:
      return undefined;
  }
}

function adoptable(value: object, queue: string): { readonly job?: Job } {
  return 'job' in value ? { job: readJob(value.job, queue) } : {};
}
