import type { DomainEvent } from '../domain/event.ts';
import type { Fact } from '../domain/fact.ts';
import type { TaskId } from '../domain/id.ts';
import type { NewTask, Task } from '../domain/task.ts';
import type { HandlerResult } from '../domain/task-settling.ts';
import type { Page, PageRequest, TaskCounts, TaskFilter } from '../ports/task-repository.ts';
import { type CommandType, defineCommand } from './mediator.ts';

/** A task after a command, and the events that tell of the change; none where nothing changed. */
export interface ChangedTask {
  readonly task: Task;
  readonly events: readonly DomainEvent[];
}

/** What became of the facts of one task. */
export interface UpdatedStatus {
  /** The task after them; absent where no such task exists and none can be adopted. */
  readonly task?: Task;
  /** Also those of facts that were applied before: they may not have been published then. */
  readonly events: readonly DomainEvent[];
  /** True if it was this very command that ended the task's run. */
  readonly ended: boolean;
}

/** Stores a new task; the same id or idempotency key and body gives the task that is there. */
export const CreateTaskCommand: CommandType<NewTask, ChangedTask> = defineCommand('CreateTask');

/** Applies facts to a task: checks the transition, saves by compare-and-set, invalidates the cache. */
export const UpdateTaskStatusCommand: CommandType<
  { readonly taskId: TaskId; readonly queue: string; readonly facts: readonly Fact[] },
  UpdatedStatus
> = defineCommand('UpdateTaskStatus');

/** Starts the next run of an ended task. */
export const ReplayTaskCommand: CommandType<{ readonly taskId: TaskId; readonly run?: number }, ChangedTask> =
  defineCommand('ReplayTask');

/** Cancels a task that has not ended. */
export const CancelTaskCommand: CommandType<{ readonly taskId: TaskId }, ChangedTask> = defineCommand('CancelTask');

/** Takes a failed task off the dead letters. */
export const DiscardTaskCommand: CommandType<{ readonly taskId: TaskId }, Task> = defineCommand('DiscardTask');

/** Records what the `onSettled` handlers of a run did. */
export const RecordHandlersCommand: CommandType<
  {
    readonly taskId: TaskId;
    readonly run: number;
    readonly results: readonly HandlerResult[];
    readonly retryAt: number;
  },
  Task
> = defineCommand('RecordHandlers');

/** One task, through the cache. */
export const GetTaskQuery: CommandType<{ readonly taskId: TaskId }, Task | undefined> = defineCommand('GetTask');

/** A page of tasks, newest first. */
export const ListTasksQuery: CommandType<
  { readonly filter: TaskFilter; readonly page: PageRequest },
  Page<Task>
> = defineCommand('ListTasks');

/** How many tasks are in which status. */
export const CountTasksQuery: CommandType<void, TaskCounts> = defineCommand('CountTasks');
