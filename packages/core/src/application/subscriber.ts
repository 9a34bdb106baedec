import type { DomainEvent } from '../domain/event.ts';
import { eventFact } from '../domain/event-fact.ts';
import type { Task } from '../domain/task.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort } from './abort.ts';
import { Background } from './background.ts';
import type { Canceller } from './canceller.ts';
import { UpdateTaskStatusCommand } from './commands.ts';
import type { Mediator } from './mediator.ts';
import type { SettledHandlers } from './settled-handlers.ts';
import type { TaskStore } from './task-store.ts';
import type { Watchers } from './watchers.ts';

/** The pause after a subscription could not be made, in milliseconds. */
const retryPause = 1_000;

/**
 * Hears the broadcast: wakes watchers and drops cached tasks. An event that nobody applied (another's
 * publisher; it has no `version`) is applied here, idempotently.
 */
export class Subscriber {
  readonly #bus: EventBus;
  readonly #store: TaskStore;
  readonly #mediator: Mediator;
  readonly #handlers: SettledHandlers;
  readonly #canceller: Canceller;
  readonly #watchers: Watchers;
  readonly #runtime: Runtime;
  readonly #background = new Background();
  readonly #closing = new Abort();
  #unsubscribe: () => Promise<void> = async () => {};
  #subscribing: Promise<void> | undefined;

  constructor(
    bus: EventBus,
    store: TaskStore,
    mediator: Mediator,
    handlers: SettledHandlers,
    canceller: Canceller,
    watchers: Watchers,
    runtime: Runtime,
  ) {
    this.#bus = bus;
    this.#store = store;
    this.#mediator = mediator;
    this.#handlers = handlers;
    this.#canceller = canceller;
    this.#watchers = watchers;
    this.#runtime = runtime;
  }

  /** Resolves once it hears, or has failed to at first; then it goes on trying, and watchers poll meanwhile. */
  async start(): Promise<void> {
    if (!(await this.#subscribe())) this.#subscribing = this.#keepSubscribing(this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort('the subscriber closes');
    await this.#subscribing;
    await this.#unsubscribe();
    await this.#background.idle();
  }

  async #keepSubscribing(signal: AbortSignalLike): Promise<void> {
    do await this.#runtime.sleep(retryPause, signal);
    while (!signal.aborted && !(await this.#subscribe()));
  }

  async #subscribe(): Promise<boolean> {
    try {
      this.#unsubscribe = await this.#bus.subscribe((event) => {
        // With no cache there is nothing to wait for: most events of a busy channel end here.
        if (event.version !== undefined && !this.#store.isCached) this.#watchers.wake(event);
        else this.#background.run(() => this.#hear(event));
      });
      return true;
    } catch (error) {
      this.#runtime.log.warn({ err: error }, 'The event bus could not be subscribed to; it is tried again.');
      return false;
    }
  }

  async #hear(event: DomainEvent): Promise<void> {
    try {
      if (event.version === undefined) await this.#apply(event);
      else await this.#store.invalidate(event.taskId, event.version);
    } catch (error) {
      const { eventType, taskId } = event;
      this.#runtime.log.error(
        { err: error, eventType, taskId },
        'An event could not be taken in; the reconciler sees to the task.',
      );
    }
    this.#watchers.wake(event);
  }

  async #apply(event: DomainEvent): Promise<void> {
    const { taskId } = event;
    const task = await this.#store.repository.get(taskId);
    if (task === undefined) {
      this.#runtime.log.warn(
        { taskId, eventType: event.eventType },
        'An event of another publisher names a task that is not known; it is passed.',
      );
      return;
    }
    const ended = await this.#update(event, task);
    if (ended) this.#handlers.settle(ended);
  }

  /** The task if it ended by this event. */
  async #update(event: DomainEvent, task: Task): Promise<Task | undefined> {
    if (event.eventType === 'task.cancelled') {
      // Of an older run it says nothing any more.
      if ((event.run ?? task.run) === task.run) await this.#canceller.cancel(task.id);
      return undefined;
    }
    const fact = eventFact(event, task);
    if (fact === undefined) return undefined;
    const command = UpdateTaskStatusCommand({ taskId: task.id, queue: task.queue, facts: [fact] });
    const updated = await this.#mediator.send(command);
    return updated.ended ? updated.task : undefined;
  }
}
