import type { TaskId } from '../domain/id.ts';
import { jobRefOf } from '../domain/task.ts';
import type { Logger } from '../ports/logger.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { CancelTaskCommand, type ChangedTask } from './commands.ts';
import type { Enqueuer } from './enqueuer.ts';
import type { Mediator } from './mediator.ts';
import type { SettledHandlers } from './settled-handlers.ts';

/** Cancels tasks: marks first, then tells the queue, then the handlers. */
export class Canceller {
  readonly #mediator: Mediator;
  readonly #queue: TaskQueue;
  readonly #enqueuer: Enqueuer;
  readonly #handlers: SettledHandlers;
  readonly #log: Logger;

  constructor(mediator: Mediator, queue: TaskQueue, enqueuer: Enqueuer, handlers: SettledHandlers, log: Logger) {
    this.#mediator = mediator;
    this.#queue = queue;
    this.#enqueuer = enqueuer;
    this.#handlers = handlers;
    this.#log = log;
  }

  /** @throws as `Pipeline.cancel` does; a queue that can't be told only lets the worker go on in vain */
  async cancel(taskId: TaskId): Promise<ChangedTask> {
    const changed = await this.#mediator.send(CancelTaskCommand({ taskId }));
    const ref = jobRefOf(changed.task);
    this.#enqueuer.drop(ref);
    try {
      await this.#queue.cancel(ref);
    } catch (error) {
      this.#log.warn({ err: error, taskId }, 'The queue was not told of a cancelled task; its result will be ignored.');
    }
    if (changed.events.length > 0) this.#handlers.settle(changed.task);
    return changed;
  }
}
