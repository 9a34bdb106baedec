import { check, type TaskStatus, taskStatuses } from '@safelight/core';

/** One event of a task's history, as far as the rig looks at it. */
export interface TaskEvent {
  readonly eventType: string;
  readonly run: number;
  readonly attempt: number;
  readonly version: number;
  readonly timestamp: number;
  /** Of `task.failed`: false where it ended the run. */
  readonly willRetry?: boolean;
  /** Of `task.progress`. */
  readonly done?: number;
}

/** One derivative, as the task says. */
export interface TaskImage {
  readonly resolution: string;
  readonly path: string;
  readonly md5: string;
  readonly size: number;
}

/** A task as the API tells it, as far as the rig looks at it. */
export interface TaskState {
  readonly id: string;
  readonly status: TaskStatus;
  readonly settled: boolean;
  readonly run: number;
  readonly version: number;
  readonly presets: readonly string[];
  readonly images: readonly TaskImage[];
  readonly source: { readonly path: string };
  readonly failure?: { readonly code: string };
  readonly events: readonly TaskEvent[];
}

const count = check.integer({ min: 0 });

const taskCheck = check.object<TaskState>({
  id: check.string({ min: 1 }),
  status: check.oneOf(...taskStatuses),
  settled: check.boolean,
  run: count,
  version: count,
  presets: check.array(check.string()),
  images: check.array(
    check.object<TaskImage>({ resolution: check.string(), path: check.string(), md5: check.string(), size: count }),
  ),
  source: check.object<TaskState['source']>({ path: check.string() }),
  failure: check.optional(check.object<{ readonly code: string }>({ code: check.string() })),
  events: check.array(
    check.object<TaskEvent>({
      eventType: check.string(),
      run: count,
      attempt: count,
      version: count,
      timestamp: check.number(),
      willRetry: check.optional(check.boolean),
      done: check.optional(count),
    }),
  ),
});

/** Reads a task from an answer. @throws {Error} that lists what is wrong with it */
export function parseTaskState(value: unknown): TaskState {
  const problems: string[] = [];
  const task = taskCheck(value, 'task', problems);
  if (task === undefined) throw new Error(`The API told a task that is none: ${problems.join('; ')}`);
  return task;
}

const pageCheck = check.object<{ readonly items: readonly TaskState[]; readonly next?: string }>({
  items: check.array(taskCheck),
  next: check.optional(check.string()),
});

/** Reads a page of tasks from an answer. @throws {Error} as `parseTaskState` */
export function parseTaskPage(value: unknown): { readonly items: readonly TaskState[]; readonly next?: string } {
  const problems: string[] = [];
  const page = pageCheck(value, 'page', problems);
  if (page === undefined) throw new Error(`The API told a page that is none: ${problems.join('; ')}`);
  return page;
}
