import type { Timing } from '../domain/task.ts';
import type { Logger } from '../ports/logger.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import type { TaskStore } from './task-store.ts';

/** What the handlers of commands work with. */
export interface HandlerContext {
  readonly store: TaskStore;
  readonly queue: TaskQueue;
  readonly log: Logger;
  /** The names of the `onSettled` handlers registered in this process. */
  readonly handlerNames: () => readonly string[];
  /** Before `timing` is asked: see `SharedClock.keep`. */
  readonly keepTime: () => Promise<void>;
  readonly timing: () => Timing;
}
