import type { TaskId } from './id.ts';
import type { StoredImage } from './image.ts';
import type { Job, JobSnapshot } from './job.ts';

interface Attempted {
  readonly taskId: TaskId;
  readonly run: number;
  readonly attempt: number;
  /** Milliseconds since the epoch by the queue's clock; never used for order. */
  readonly at: number;
}

/** A worker took the job. */
export interface Started extends Attempted {
  readonly type: 'started';
  readonly workerId: string;
  /** Of foreign hands only: the job, so that its task can be adopted without asking the queue. */
  readonly job?: Job;
}
/** `done` of `total` derivatives are stored. */
export interface Progressed extends Attempted {
  readonly type: 'progressed';
  readonly done: number;
  readonly total: number;
}
/**
 * The worker's own word that its attempt failed. It never ends the task, also where no retry
 * follows: a worker that lost its lock may tell it while another attempt runs. The queue's
 * {@link Failed} ends it.
 */
export interface AttemptFailed extends Attempted {
  readonly type: 'attempt-failed';
  readonly code: string;
  readonly error: string;
  /** Failed attempts of the run, this one included. */
  readonly attempts: number;
  readonly willRetry: boolean;
  /** Milliseconds until the retry; 0 where none follows. */
  readonly delay: number;
}
/** The queue took the attempt's result. */
export interface Completed extends Attempted {
  readonly type: 'completed';
  readonly images: readonly StoredImage[];
  readonly processingTime: number;
}
/** The queue gave the job up. */
export interface Failed extends Attempted {
  readonly type: 'failed';
  readonly code: string;
  readonly error: string;
  readonly attempts: number;
}

/** What happened to a (run, attempt), in the order that the queue's event stream tells it. */
export type Fact = Started | Progressed | AttemptFailed | Completed | Failed;

/** The fact that a finished job's snapshot stands for, or undefined for an open or missing job. */
export function factOf(snapshot: JobSnapshot, at: number): Fact | undefined {
  const { taskId, run } = snapshot.ref;
  if (snapshot.state === 'completed' && snapshot.result) {
    const { attempt, images, processingTime } = snapshot.result;
    return { type: 'completed', taskId, run, attempt, at, images, processingTime };
  }
  if (snapshot.state === 'failed' && snapshot.failure) {
    return { type: 'failed', taskId, run, at, ...snapshot.failure };
  }
  return undefined;
}

/** Where a fact stands in the life of a task: compared element by element. */
export type Position = readonly [run: number, attempt: number, rank: number, done: number];

const ranks: Readonly<Record<Fact['type'], number>> = {
  started: 1,
  progressed: 2,
  'attempt-failed': 3,
  completed: 4,
  failed: 4,
};

/** The position of a fact: (run, attempt, rank), and within the progress of an attempt what is done. */
export function positionOf(fact: Fact): Position {
  return [fact.run, fact.attempt, ranks[fact.type], fact.type === 'progressed' ? fact.done : 0];
}

/**
 * True for what the queue itself says: fenced by the job's lock, it holds for its run whatever was
 * heard of other attempts. (After the queue lost its jobs a run may be started again, and the numbers
 * of its attempts with it.)
 */
export function isVerdict(fact: Fact): fact is Completed | Failed {
  return fact.type === 'completed' || fact.type === 'failed';
}

/** Negative, zero or positive as `a` stands before, at or after `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3];
}
