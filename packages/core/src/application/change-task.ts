import type { TaskId } from '../domain/id.ts';
import { newestEvents, type Task } from '../domain/task.ts';
import { cancelTask, discardTask, replayTask } from '../domain/task-runs.ts';
import { type HandlerResult, recordHandlers, withHandlers } from '../domain/task-settling.ts';
import type { ChangedTask } from './commands.ts';
import type { HandlerContext } from './handler-context.ts';
import type { Change } from './task-store.ts';

/** Handles `ReplayTask`. */
export function replayTaskHandler(
  context: HandlerContext,
): (input: { readonly taskId: TaskId; readonly run?: number }) => Promise<ChangedTask> {
  return async ({ taskId, run }) =>
    told(await context.store.change(taskId, (task) => replayTask(task, context.timing(), run)));
}

/** Handles `CancelTask`: marks the task; whoever sends it tells the queue. */
export function cancelTaskHandler(
  context: HandlerContext,
): (input: { readonly taskId: TaskId }) => Promise<ChangedTask> {
  return async ({ taskId }) =>
    told(
      await context.store.change(taskId, (task) => {
        const cancelled = cancelTask(task, context.timing());
        return cancelled === task ? task : withHandlers(cancelled, context.handlerNames());
      }),
    );
}

/** Handles `DiscardTask`. */
export function discardTaskHandler(context: HandlerContext): (input: { readonly taskId: TaskId }) => Promise<Task> {
  return async ({ taskId }) =>
    (await context.store.change(taskId, (task) => discardTask(task, context.timing().now))).after;
}

/** Handles `RecordHandlers`. */
export function recordHandlersHandler(
  context: HandlerContext,
): (input: {
  readonly taskId: TaskId;
  readonly run: number;
  readonly results: readonly HandlerResult[];
  readonly retryAt: number;
}) => Promise<Task> {
  return async ({ taskId, run, results, retryAt }) => {
    const { now } = context.timing();
    return (await context.store.change(taskId, (task) => recordHandlers(task, run, results, { now, retryAt }))).after;
  };
}

function told({ before, after }: Change): ChangedTask {
  return { task: after, events: after === before ? [] : newestEvents(after) };
}
