import { isConcurrencyConflictError, isUnavailableError } from '../domain/errors.ts';
import { factOf } from '../domain/fact.ts';
import type { JobSnapshot } from '../domain/job.ts';
import { isTerminal } from '../domain/status.ts';
import { jobOf, jobRefOf, newestEvents, type Task } from '../domain/task.ts';
import { hasStarted, startNextRun } from '../domain/task-runs.ts';
import { postponed } from '../domain/task-settling.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Engines } from '../ports/engines.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort } from './abort.ts';
import { UpdateTaskStatusCommand } from './commands.ts';
import { mapConcurrently } from './concurrency.ts';
import type { Mediator } from './mediator.ts';
import { type PipelineSettings, timingAt } from './settings.ts';
import type { SettledHandlers } from './settled-handlers.ts';
import type { SharedClock } from './shared-clock.ts';
import type { TaskStore } from './task-store.ts';

/** Tasks that are repaired at the same time. */
const tasksAtOnce = 16;
/** Full batches in a row before the reconciler pauses, so that live traffic has its turn. */
const batchesInARow = 20;

/**
 * Compares due tasks with the queue and repairs the difference: what was not enqueued, what was lost,
 * what finished unheard, and which handlers a crash left uncalled. Due tasks only, in bounded batches,
 * at jittered intervals; safe beside live traffic and beside other reconcilers, since every repair
 * begins with a compare-and-set.
 */
export class Reconciler {
  readonly #engines: Pick<Engines, 'queue' | 'bus' | 'lease'>;
  readonly #store: TaskStore;
  readonly #mediator: Mediator;
  readonly #handlers: SettledHandlers;
  readonly #clock: SharedClock;
  readonly #runtime: Runtime;
  readonly #settings: PipelineSettings;
  readonly #closing = new Abort();
  #running: Promise<void> | undefined;

  constructor(
    engines: Pick<Engines, 'queue' | 'bus' | 'lease'>,
    store: TaskStore,
    mediator: Mediator,
    handlers: SettledHandlers,
    clock: SharedClock,
    settings: PipelineSettings,
  ) {
    this.#engines = engines;
    this.#store = store;
    this.#mediator = mediator;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#runtime = clock.runtime;
    this.#settings = settings;
  }

  start(): void {
    this.#running = this.#keepRunning();
  }

  /** Finishes the batch in hand, then ends. */
  async close(): Promise<void> {
    this.#closing.abort('the reconciler closes');
    await this.#running;
  }

  async #keepRunning(): Promise<void> {
    const { lease } = this.#engines;
    const { signal } = this.#closing;
    const work = (lost: AbortSignalLike): Promise<void> => this.#everySoOften(lost);
    while (!signal.aborted) {
      try {
        await (lease ? lease.hold('reconciler', work, signal) : work(signal));
      } catch (error) {
        this.#runtime.log.warn({ err: error }, 'The reconciler was cut short; it goes on.');
      }
      // Ended though nobody asked: the lease was lost, or an engine was closed under it.
      await this.#runtime.sleep(this.#settings.reconcileEvery, signal);
    }
  }

  async #everySoOften(lost: AbortSignalLike): Promise<void> {
    const { random, sleep, log } = this.#runtime;
    while (!lost.aborted) {
      await sleep(this.#settings.reconcileEvery * (0.5 + random() / 2), lost);
      if (lost.aborted) return;
      try {
        await this.#runtime.span('reconcile', {}, () => this.#reconcile(lost));
      } catch (error) {
        log.warn({ err: error }, 'The reconciler could not do its work; it tries again at its next turn.');
      }
    }
  }

  async #reconcile(lost: AbortSignalLike): Promise<void> {
    const { reconcileBatch } = this.#settings;
    await this.#clock.keep();
    for (let batches = 0; batches < batchesInARow && !lost.aborted; batches++) {
      const due = await this.#store.repository.due(this.#runtime.now(), reconcileBatch);
      if (due.length > 0) await this.#repairAll(due);
      if (due.length < reconcileBatch) return;
    }
  }

  async #repairAll(due: readonly Task[]): Promise<void> {
    const ended = due.filter((task) => isTerminal(task.status));
    const open = due.filter((task) => !isTerminal(task.status));
    await this.#repairEach(ended, (task) => this.#callHandlers(task));
    for (const queue of new Set(open.map((task) => task.queue))) {
      await this.#repairQueue(
        queue,
        open.filter((task) => task.queue === queue),
      );
    }
  }

  /** Queue by queue, so that one which no adapter knows does not keep the others from repair. */
  async #repairQueue(queue: string, tasks: readonly Task[]): Promise<void> {
    try {
      const snapshots = await this.#engines.queue.inspect(tasks.map(jobRefOf));
      const byTask = new Map(tasks.map((task, index) => [task, snapshots[index]]));
      await this.#repairEach(tasks, (task) => this.#repair(task, byTask.get(task)));
    } catch (error) {
      if (isUnavailableError(error)) throw error;
      this.#runtime.log.error({ err: error, queue }, 'The jobs of a queue cannot be looked at; its tasks wait.');
      await this.#repairEach(tasks, (task) => this.#putOff(task));
    }
  }

  async #repairEach(tasks: readonly Task[], repair: (task: Task) => Promise<void>): Promise<void> {
    await mapConcurrently(tasks, tasksAtOnce, async (task) => {
      try {
        await repair(task);
      } catch (error) {
        // A conflict means that the task moved on by itself.
        if (isConcurrencyConflictError(error)) return;
        this.#runtime.log.warn({ err: error, taskId: task.id }, 'A task could not be repaired; it is looked at again.');
        if (!isUnavailableError(error)) await this.#putOff(task);
      }
    });
  }

  /** Looks at the task again later: what can't be repaired now must not keep its place before others. */
  async #putOff(task: Task): Promise<void> {
    try {
      await this.#store.save(task, postponed(task, this.#runtime.now() + this.#settings.checkAfter));
    } catch (error) {
      this.#runtime.log.debug({ err: error, taskId: task.id }, 'A check could not be put off: the task moved on.');
    }
  }

  async #callHandlers(task: Task): Promise<void> {
    const { now, settleAfter } = timingAt(this.#runtime.now(), this.#settings);
    const claimed = postponed(task, now + settleAfter);
    await this.#store.save(task, claimed);
    this.#handlers.settle(claimed);
  }

  async #repair(task: Task, snapshot: JobSnapshot | undefined): Promise<void> {
    const now = this.#runtime.now();
    const verdict = snapshot && factOf(snapshot, now);
    if (verdict) {
      const { queue } = task;
      const command = UpdateTaskStatusCommand({ taskId: task.id, queue, facts: [verdict] });
      const updated = await this.#mediator.send(command);
      await this.#engines.bus.publish(updated.events);
      if (updated.task && updated.ended) this.#handlers.settle(updated.task);
      return;
    }
    if (snapshot?.state === 'missing') return this.#enqueueAgain(task);
    await this.#store.save(task, postponed(task, now + this.#settings.checkAfter));
  }

  /** A run that never left the start is enqueued again; one that did is lost, and the next follows it. */
  async #enqueueAgain(lost: Task): Promise<void> {
    const timing = timingAt(this.#runtime.now(), this.#settings);
    const { queue, bus } = this.#engines;
    const isLost = hasStarted(lost);
    const task = isLost ? startNextRun(lost, timing) : postponed(lost, timing.now + timing.checkAfter);
    await this.#store.save(lost, task);
    this.#runtime.log.warn({ taskId: task.id, run: task.run }, 'A task had no job in the queue; it is enqueued.');
    if (isLost) {
      await bus.publish(newestEvents(task));
      // Should the lost job turn up again, it is not worked.
      await queue.cancel(jobRefOf(lost));
    }
    await queue.enqueue([jobOf(task)]);
    const now = await this.#store.repository.get(task.id);
    if (now === undefined || now.run !== task.run || isTerminal(now.status)) await queue.cancel(jobRefOf(task));
  }
}
