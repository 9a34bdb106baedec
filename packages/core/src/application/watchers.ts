import {
  AbortedError,
  errorCodes,
  isUnavailableError,
  NotRunningError,
  TaskFailedError,
  WaitTimeoutError,
} from '../domain/errors.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { TaskId } from '../domain/id.ts';
import { isTerminal } from '../domain/status.ts';
import type { Task } from '../domain/task.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort } from './abort.ts';
import { Notifier } from './notifier.ts';
import type { TaskStore } from './task-store.ts';

interface Watched {
  readonly notifier: Notifier;
  watchers: number;
}

/** Live views of single tasks. */
export class Watchers {
  readonly #store: TaskStore;
  readonly #runtime: Runtime;
  readonly #pollEvery: number;
  readonly #watched = new Map<TaskId, Watched>();
  readonly #closing = new Abort();

  /** @param pollEvery milliseconds between two reads while no event is heard */
  constructor(store: TaskStore, runtime: Runtime, pollEvery: number) {
    this.#store = store;
    this.#runtime = runtime;
    this.#pollEvery = pollEvery;
  }

  /** Wakes those who watch the event's task. */
  wake(event: DomainEvent): void {
    this.#watched.get(event.taskId)?.notifier.notify();
  }

  close(): void {
    this.#closing.abort('the pipeline closes');
  }

  /**
   * The task now, then each newer state of it that is seen, up to the end of its run. Listens before it
   * reads, so that nothing falls between; polls when the bus is silent.
   */
  async *watch(id: TaskId, signal?: AbortSignalLike): AsyncGenerator<Task, void> {
    const { notifier, leave } = this.#enter(id);
    const ending = new Abort();
    const stops = [ending.follow(this.#closing.signal), ...(signal ? [ending.follow(signal)] : [])];
    try {
      let last: Task | undefined;
      while (!ending.signal.aborted) {
        const seen = notifier.version;
        const task: Task = await this.#read(id, last);
        if (last === undefined || isNewer(task, last)) yield task;
        last = task;
        if (isTerminal(task.status)) return;
        await this.#wakeOrPoll(notifier, seen, ending.signal);
      }
    } finally {
      for (const stop of stops) stop();
      leave();
    }
  }

  /**
   * The task once it has completed.
   *
   * @throws {TaskFailedError} when it failed or was cancelled
   * @throws {WaitTimeoutError}
   * @throws {NotRunningError} when the pipeline closes meanwhile
   * @throws {AbortedError} when `signal` aborts
   */
  async waitFor(
    id: TaskId,
    { timeout, signal }: { readonly timeout?: number; readonly signal?: AbortSignalLike },
  ): Promise<Task> {
    const giveUp = new Abort();
    const done = new Abort();
    const stop = signal && giveUp.follow(signal);
    if (timeout !== undefined) void this.#runtime.sleep(timeout, done.signal).then(() => giveUp.abort('timeout'));
    try {
      for await (const task of this.watch(id, giveUp.signal)) {
        if (task.status === 'completed') return task;
        if (task.status === 'failed' || task.status === 'cancelled') throw failureOf(task, task.status);
      }
    } finally {
      stop?.();
      done.abort('waited enough');
    }
    if (signal?.aborted) throw new AbortedError(`waiting for task ${id} was given up`);
    if (timeout !== undefined && giveUp.signal.aborted) throw new WaitTimeoutError(id, timeout);
    throw new NotRunningError(`The pipeline was closed while it waited for task ${id}. The task goes on.`);
  }

  /** Once a task was seen, a repository that is down is waited for: the view goes on with what it had. */
  async #read(id: TaskId, last: Task | undefined): Promise<Task> {
    try {
      return await this.#store.read(id);
    } catch (error) {
      if (last === undefined || !isUnavailableError(error)) throw error;
      this.#runtime.log.debug({ err: error, taskId: id }, 'A watched task could not be read; it is read again.');
      return last;
    }
  }

  #enter(id: TaskId): { readonly notifier: Notifier; readonly leave: () => void } {
    const watched = this.#watched.get(id) ?? { notifier: new Notifier(), watchers: 0 };
    this.#watched.set(id, watched);
    watched.watchers++;
    const leave = (): void => {
      if (--watched.watchers === 0) this.#watched.delete(id);
    };
    return { notifier: watched.notifier, leave };
  }

  async #wakeOrPoll(notifier: Notifier, seen: number, signal: AbortSignalLike): Promise<void> {
    const woken = new Abort();
    const stop = woken.follow(signal);
    const waiting = notifier.wait(seen, woken.signal).then(() => woken.abort('heard'));
    await this.#runtime.sleep(this.#pollEvery, woken.signal);
    woken.abort('polls');
    stop();
    await waiting;
  }
}

/** A version alone may be a check put off; watchers want to see something happen. */
function isNewer(task: Task, last: Task): boolean {
  if (task.version <= last.version) return false;
  return (
    task.status !== last.status ||
    task.run !== last.run ||
    task.attempt !== last.attempt ||
    task.attempts !== last.attempts ||
    task.progress.done !== last.progress.done
  );
}

function failureOf(task: Task, status: 'failed' | 'cancelled'): TaskFailedError {
  const failure = (status === 'failed' ? task.failure : undefined) ?? {
    code: errorCodes.aborted,
    error: `It was ${status}.`,
    attempts: task.attempts,
  };
  return new TaskFailedError(task.id, status, failure);
}
