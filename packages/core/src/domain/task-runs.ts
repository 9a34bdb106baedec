import { InvalidTransitionError } from './errors.ts';
import { isTerminal, transitions } from './status.ts';
import { createdBody, entryOf, isDeadLetter, remember, type Task, type Timing } from './task.ts';
import { ended } from './task-settling.ts';

/**
 * The task at the start of its next run: pending, nothing attempted. Replay and regenerate come from
 * an ended task; the reconciler follows a lost run with the next.
 */
export function startNextRun(task: Task, timing: Timing): Task {
  const run = task.run + 1;
  const { failure: _failure, workerId: _workerId, processingTime: _processingTime, ...kept } = task;
  const next: Task = {
    ...kept,
    status: 'pending',
    settled: false,
    version: task.version + 1,
    updatedAt: timing.now,
    nextCheckAt: timing.now + timing.checkAfter,
    run,
    attempt: 0,
    attempts: 0,
    position: [run, 0, 0, 0],
    progress: { done: 0, total: task.presets.length },
    images: {},
    discarded: false,
    handlers: task.handlers.map((handler) => ({ ...handler, failures: 0 })),
  };
  return { ...next, history: remember(next.history, [entryOf(next, createdBody(next), timing.now)]) };
}

/**
 * Replays an ended task as its next run. With `run`, only if that run is still the last: a replay that
 * was done already changes nothing, and neither does one of a task that is under way.
 */
export function replayTask(task: Task, timing: Timing, run: number = task.run): Task {
  if (run > task.run) throw new InvalidTransitionError(task.id, `replay run ${run}: it is at run ${task.run}`);
  return run < task.run || transitions.replay[task.status] === undefined ? task : startNextRun(task, timing);
}

/** Cancels the task; unchanged where it has ended as cancelled already. */
export function cancelTask(task: Task, timing: Timing): Task {
  if (task.status === 'cancelled') return task;
  const status = transitions.cancel[task.status];
  if (status === undefined) {
    throw new InvalidTransitionError(task.id, `be cancelled: it has ${task.status} already`);
  }
  const next = ended({ ...task, status, version: task.version + 1, updatedAt: timing.now }, timing);
  return { ...next, history: remember(next.history, [entryOf(next, { eventType: 'task.cancelled' }, timing.now)]) };
}

/** Takes a failed task off the dead letters for good; unchanged where it was discarded already. */
export function discardTask(task: Task, now: number): Task {
  if (task.discarded) return task;
  if (!isDeadLetter(task)) {
    throw new InvalidTransitionError(task.id, `be discarded: it is no dead letter, it is ${task.status}`);
  }
  return { ...task, discarded: true, version: task.version + 1, updatedAt: now };
}

/** True if the run left the start: lost, it is followed by the next instead of being enqueued again. */
export function hasStarted(task: Task): boolean {
  return !isTerminal(task.status) && task.attempt > 0;
}
