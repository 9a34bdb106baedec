import {
  type Check,
  check,
  isInvalidInputError,
  isTaskId,
  type JobFailure,
  type JobResult,
  parseJobResult,
  schemaVersion,
  type TaskId,
} from '@safelight/core';

/** Whose run a job is. */
export interface Subject {
  readonly taskId: TaskId;
  readonly run: number;
}

/**
 * How a job ended, as its worker wrote it into BullMQ's own `returnvalue` or `failedReason`. It names
 * task, run and attempt itself, so that whoever reads the event needs nothing else: BullMQ's event has
 * the job's id alone, and the job may be gone, or started again, by the time it is read.
 */
export type Outcome =
  | { readonly type: 'completed'; readonly subject: Subject; readonly result: JobResult }
  | { readonly type: 'failed'; readonly subject: Subject | undefined; readonly failure: JobFailure }
  /** It left the queue without having ended its task. */
  | { readonly type: 'dropped' };

/** Why a job leaves the queue unended: cancelled, or queued again under its proper id. */
export type DropReason = 'cancelled' | 'refiled';

/** The `returnvalue` of a job that was worked. */
export function returnValueOf(subject: Subject, result: JobResult): object {
  const { taskId, run } = subject;
  return { schemaVersion, taskId, ...result, run };
}

/** The `failedReason` of a job that is given up. */
export function failedReasonOf(subject: Subject | undefined, failure: JobFailure): string {
  return JSON.stringify({ ...failure, ...subject, schemaVersion });
}

/** The `failedReason` of a job that only leaves the queue. */
export function droppedReasonOf(reason: DropReason): string {
  return JSON.stringify({ dropped: reason, schemaVersion });
}

const taskIdCheck: Check<TaskId> = (value, path, problems) => {
  if (isTaskId(value)) return value;
  problems.push(`${path}: must be a task id`);
  return undefined;
};
const subjectCheck = check.object<Subject>({ taskId: taskIdCheck, run: check.integer({ min: 1 }) });
const failureCheck = check.object<JobFailure>({
  attempt: check.integer({ min: 1 }),
  code: check.string({ min: 1 }),
  error: check.string(),
  attempts: check.integer({ min: 0 }),
});

/** Reads a `returnvalue`; undefined where no worker of Safelight wrote it. */
export function readReturnValue(text: string): Outcome | undefined {
  const value = parsed(text);
  const subject = subjectOf(value);
  if (subject === undefined) return undefined;
  try {
    const { run, attempt, images, processingTime } = parseJobResult(value);
    return { type: 'completed', subject, result: { run, attempt, images, processingTime } };
  } catch (error) {
    if (isInvalidInputError(error)) return undefined;
    throw error;
  }
}

/** Reads a `failedReason`; undefined where no worker of Safelight wrote it. */
export function readFailedReason(text: string): Outcome | undefined {
  const value = parsed(text);
  if (typeof value === 'object' && value !== null && 'dropped' in value) return { type: 'dropped' };
  const failure = failureCheck(value, 'failedReason', []);
  if (failure === undefined) return undefined;
  const { attempt, code, error, attempts } = failure;
  return { type: 'failed', subject: subjectOf(value), failure: { attempt, code, error, attempts } };
}

/** Whose run a value speaks of. */
export function subjectOf(value: unknown): Subject | undefined {
  const subject = subjectCheck(value, '', []);
  return subject && { taskId: subject.taskId, run: subject.run };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A worker that is not Safelight's may have written anything.
    return undefined;
  }
}
