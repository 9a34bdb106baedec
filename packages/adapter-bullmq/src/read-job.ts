import { isTaskId, type Job, parseJob } from '@safelight/core';
import { type Subject, subjectOf } from './outcome.ts';

/**
 * The job in a BullMQ job's data, also that of a foreign producer.
 *
 * @throws {InvalidInputError} that lists every problem
 */
export function readJob(data: unknown, queue: string): Job {
  return withoutImagePath(parseJob(data, { queue }));
}

/** The path is written twice, for readers that know only paths. */
function withoutImagePath(job: Job & { readonly imagePath?: unknown }): Job {
  const { imagePath: _twice, ...rest } = job;
  return rest;
}

/** Whose run a job is that may not be readable; undefined where nothing in it is a task id. */
export function subjectOfJob(data: unknown, jobId: string): Subject | undefined {
  if (typeof data === 'object' && data !== null) {
    const subject = subjectOf({ run: 1, ...data });
    if (subject) return subject;
  }
  return isTaskId(jobId) ? { taskId: jobId, run: 1 } : undefined;
}
