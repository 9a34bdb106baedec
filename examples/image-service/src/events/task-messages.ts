import { eventOf, historyLimit, isTerminal, serialiseEvent, type Task } from '@safelight/core';
import type { Message } from './message.ts';
import { entriesAfter, formatPosition, type TaskPosition } from './task-position.ts';

/** Gives a task as the API shows it. */
export type ViewOf = (task: Task) => object;

/** What a client that has heard everything up to some position has yet to hear. */
export interface News {
  readonly messages: readonly Message[];
  /** Up to where the client has heard everything then. */
  readonly position: TaskPosition;
}

/**
 * The events of the task after a position, from its bounded history. Where the history does not reach back that
 * far, the task itself stands for them, as the message `task`.
 */
export function newsOf(task: Task, after: TaskPosition, viewOf: ViewOf): News {
  const entries = entriesAfter(task, after);
  const newest = entries.at(-1)?.position;
  if (newest === undefined) return { messages: [], position: after };
  // All that is remembered comes after it: then something between the two may be forgotten.
  if (task.history.length >= historyLimit && entries.length === task.history.length) {
    const whole: Message = { id: formatPosition(newest), event: 'task', data: JSON.stringify(viewOf(task)) };
    return { messages: [whole], position: newest };
  }
  const messages = entries.map(({ position, entry }) => ({
    id: formatPosition(position),
    event: entry.eventType,
    data: serialiseEvent(eventOf(task, entry)),
  }));
  return { messages, position: newest };
}

/** True if the task's run has ended and a client that was here before has heard all of it. */
export function isAllHeard(task: Task, after: TaskPosition | undefined): boolean {
  return after !== undefined && isTerminal(task.status) && entriesAfter(task, after).length === 0;
}

/** The last message of a run. It has no id: who comes back resumes from the last event. */
export function endOf({ id, run, version, status }: Task): Message {
  return { event: 'end', data: JSON.stringify({ taskId: id, run, version, status }) };
}
