import { type Check, string } from './check.ts';
import { InvalidInputError } from './errors.ts';

/** The id of a task: `[A-Za-z0-9_-]{1,64}`, no whole number, and not ending like `-r2`. Generated ones are UUIDv7. */
export type TaskId = string;

/** Where a job is found: run `run` of the task, in the queue that the task remembers. */
export interface JobRef {
  readonly taskId: TaskId;
  /** From 1. */
  readonly run: number;
  /** The queue's name. */
  readonly queue: string;
}

/**
 * BullMQ takes a whole number, negative ones too, for an id of its own; and `a-r2` is what run 2 of `a` is
 * called in the queue.
 */
const taskIdPattern = /^(?!-?\d+$)(?!.*-r\d+$)[A-Za-z0-9_-]{1,64}$/;

/** Checks a task id. */
export const taskIdCheck: Check<TaskId> = string({
  pattern: taskIdPattern,
  what: '1 to 64 of A-Z a-z 0-9 _ - no whole number, and not ending like -r2',
});

/** True if the text may be a task id. */
export function isTaskId(text: unknown): text is TaskId {
  return typeof text === 'string' && taskIdPattern.test(text);
}

/** The id, or an {@link InvalidInputError} that says what an id looks like. */
export function parseTaskId(value: unknown): TaskId {
  const problems: string[] = [];
  const id = taskIdCheck(value, 'taskId', problems);
  if (id === undefined) throw new InvalidInputError('The task id', problems);
  return id;
}

/** The queue's own id for a job: run 1's **is** the task id, a later one's `{taskId}-r{run}`. */
export function jobIdOf(ref: { readonly taskId: TaskId; readonly run: number }): string {
  return ref.run === 1 ? ref.taskId : `${ref.taskId}-r${ref.run}`;
}

/**
 * A UUID of version 7 (RFC 9562, section 5.7): 48 bits of milliseconds since the epoch, then
 * randomness.
 *
 * @param now milliseconds since the epoch
 * @param random gives a number in [0, 1)
 */
export function uuidv7(now: number, random: () => number): string {
  // At most six digits at a time: a random number has 32 good bits at least, and 24 are always exact.
  const hex = (digits: number): string =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0');
  const variant = (8 + Math.floor(random() * 4)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-${variant}${hex(3)}-${hex(6)}${hex(6)}`;
}
