import { isTerminal } from './status.ts';
import { type HandlerState, pendingHandlers, type Task, type Timing } from './task.ts';

/** @internal The task at the end of a run: settled at once where no handler waits for it. */
export function ended(task: Task, timing: Timing): Task {
  return { ...task, nextCheckAt: timing.now + timing.settleAfter, settled: isSettled(task) };
}

function isSettled(task: Task): boolean {
  return isTerminal(task.status) && pendingHandlers(task).length === 0;
}

function resettle(task: Task): Task {
  return { ...task, settled: isSettled(task) };
}

/** The task with these handlers among those it owes a call. Unchanged where it knows them all. */
export function withHandlers(task: Task, names: readonly string[]): Task {
  const added = names.filter((name) => !task.handlers.some((handler) => handler.name === name));
  if (added.length === 0) return task;
  const states = added.map((name): HandlerState => ({ name, acknowledgedRun: 0, failures: 0 }));
  return resettle({ ...task, handlers: [...task.handlers, ...states] });
}

/** The result of one call of a handler. */
export interface HandlerResult {
  readonly name: string;
  readonly ok: boolean;
}

/**
 * The task after its handlers were called for the end of `run`: the successful ones acknowledged, the
 * others counted. Unchanged if the task has gone on to another run.
 *
 * @param retryAt milliseconds since the epoch: when a failed handler is called again
 */
export function recordHandlers(
  task: Task,
  run: number,
  results: readonly HandlerResult[],
  timing: { readonly now: number; readonly retryAt: number },
): Task {
  if (task.run !== run || !isTerminal(task.status)) return task;
  const handlers = task.handlers.map((state): HandlerState => {
    const result = results.find((one) => one.name === state.name);
    if (result === undefined || state.acknowledgedRun >= run) return state;
    return result.ok ? { ...state, acknowledgedRun: run, failures: 0 } : { ...state, failures: state.failures + 1 };
  });
  return resettle({ ...task, handlers, version: task.version + 1, updatedAt: timing.now, nextCheckAt: timing.retryAt });
}

/** The task with its next check put off; a change like any other, so that two reconcilers do not both act. */
export function postponed(task: Task, nextCheckAt: number): Task {
  return { ...task, version: task.version + 1, nextCheckAt };
}
