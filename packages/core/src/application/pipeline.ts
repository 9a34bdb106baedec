import { ConfigError, NotRunningError } from '../domain/errors.ts';
import { parseTaskId, type TaskId } from '../domain/id.ts';
import type { QueueCounts } from '../domain/job.ts';
import type { Source } from '../domain/source.ts';
import type { TaskStatus } from '../domain/status.ts';
import { jobOf, type NewTask, type Task } from '../domain/task.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Cursor, Page, TaskCounts } from '../ports/task-repository.ts';
import { assemble, type PipelineParts } from './assemble.ts';
import { Background } from './background.ts';
import {
  type ChangedTask,
  CountTasksQuery,
  CreateTaskCommand,
  DiscardTaskCommand,
  GetTaskQuery,
  ListTasksQuery,
  ReplayTaskCommand,
} from './commands.ts';
import { mapConcurrently } from './concurrency.ts';
import { fillPipelineOptions } from './filled-options.ts';
import type { Health, HealthOptions } from './health.ts';
import { pageRequest, parseStatus } from './page-request.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import type { SettledHandler } from './settled-handlers.ts';
import { newTaskOf, type Submission, type SubmitOptions } from './submission.ts';

/** Inserts of one `submitMany` that are under way at the same time. */
const insertsAtOnce = 50;

/** How to page through a list. */
export interface PageOptions {
  /** As the page before gave it; absent for the first. */
  readonly cursor?: Cursor;
  /** Items on a page, 1 to 1,000; default 50. */
  readonly limit?: number;
}

/** The pipeline: takes requests, and tells how they go. Made by {@link createPipeline}. */
export class Pipeline<N extends string = string> {
  readonly #parts: PipelineParts;
  readonly #background = new Background();
  #state: 'new' | 'started' | 'closed' = 'new';
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  /** @internal Use {@link createPipeline}. */
  constructor(options: PipelineOptions<N>) {
    this.#parts = assemble(fillPipelineOptions(options));
  }

  /** Begins to hear events, to relay and to reconcile. Submitting works before, hearing does not. */
  async start(): Promise<void> {
    if (this.#state !== 'new') throw new NotRunningError('This pipeline was started, or closed, before: make another.');
    this.#state = 'started';
    this.#starting = this.#startParts();
    await this.#starting;
  }

  /**
   * Accepts a request: resolves once the task is stored; then nothing loses it. The job follows behind, and
   * `task.created` is on its way to the bus before it.
   *
   * @param source a path, or a {@link Source}
   * @throws {InvalidInputError} that lists every problem; nothing is stored
   * @throws {IdempotencyConflictError} when key or id belong to another body
   * @throws {UnavailableError} when the repository can't be reached: submit again, with a key
   */
  async submit(source: string | Source, options: SubmitOptions<N> = {}): Promise<Task<N>> {
    return this.#accept(this.#newTask({ ...options, source }));
  }

  /**
   * Accepts many requests, in their order. All are checked before the first is stored; where storing
   * fails in the middle, submit all of them again with idempotency keys.
   *
   * @throws as {@link submit}
   */
  async submitMany(submissions: readonly Submission<N>[]): Promise<readonly Task<N>[]> {
    const inputs = submissions.map((submission) => this.#newTask(submission));
    return mapConcurrently(inputs, insertsAtOnce, (input) => this.#accept(input));
  }

  /** The task, or undefined; through the cache. @throws {InvalidInputError} for no id */
  async get(id: TaskId): Promise<Task<N> | undefined> {
    return this.#parts.mediator.send(GetTaskQuery({ taskId: parseTaskId(id) }));
  }

  /** Tasks, newest first, a page at a time. @throws {InvalidInputError} for a cursor that no page gave */
  async list(options: PageOptions & { readonly status?: TaskStatus } = {}): Promise<Page<Task<N>>> {
    const { status, ...page } = options;
    const filter = status === undefined ? {} : { status: parseStatus(status) };
    return this.#parts.mediator.send(ListTasksQuery({ filter, page: pageRequest(page) }));
  }

  /** Failed tasks that were neither replayed nor discarded, newest first, a page at a time. */
  async deadLetters(options: PageOptions = {}): Promise<Page<Task<N>>> {
    return this.#parts.mediator.send(ListTasksQuery({ filter: { deadLetters: true }, page: pageRequest(options) }));
  }

  /**
   * Cancels a task: marked first, then the queue is told; a worker notices within a second or two, and
   * what it still reports is ignored. Idempotent.
   *
   * @throws {TaskNotFoundError}
   * @throws {InvalidTransitionError} when it has completed or failed already
   */
  async cancel(id: TaskId): Promise<Task<N>> {
    const changed = await this.#parts.canceller.cancel(this.#id(id));
    this.#publish(changed);
    return changed.task;
  }

  /**
   * Runs an ended task again, as its next run: a dead letter is replayed, a completed task regenerated.
   * Idempotent: a task under way is given as it is, and `run` names the run to replay, so that doing it
   * twice starts one run.
   *
   * @throws {TaskNotFoundError}
   * @throws {InvalidTransitionError} for a run that the task has not reached
   */
  async replay(id: TaskId, options: { readonly run?: number } = {}): Promise<Task<N>> {
    const changed = await this.#parts.mediator.send(ReplayTaskCommand({ ...options, taskId: this.#id(id) }));
    this.#publish(changed);
    if (changed.events.length > 0) this.#parts.enqueuer.add(jobOf(changed.task));
    return changed.task;
  }

  /**
   * Takes a failed task off the dead letters; it stays in the list. Idempotent.
   *
   * @throws {TaskNotFoundError}
   * @throws {InvalidTransitionError} when it is no dead letter
   */
  async discard(id: TaskId): Promise<Task<N>> {
    return this.#parts.mediator.send(DiscardTaskCommand({ taskId: this.#id(id) }));
  }

  /** The task now, then each newer state, up to the end of its run (or until the signal aborts). @throws {TaskNotFoundError} */
  watch(id: TaskId, options: { readonly signal?: AbortSignalLike } = {}): AsyncGenerator<Task<N>, void> {
    return this.#parts.watchers.watch(this.#id(id), options.signal);
  }

  /**
   * The task once it has completed.
   *
   * @param options `timeout` in milliseconds, without one it waits as long as it takes; `signal` ends the wait
   * @throws {TaskFailedError} when it failed or was cancelled
   * @throws {WaitTimeoutError} when it did not end in time; it goes on
   * @throws {NotRunningError} when the pipeline closed while it waited
   * @throws {AbortedError} when `signal` aborted
   * @throws {TaskNotFoundError}
   */
  async waitFor(
    id: TaskId,
    options: { readonly timeout?: number; readonly signal?: AbortSignalLike } = {},
  ): Promise<Task<N>> {
    return this.#parts.watchers.waitFor(this.#id(id), options);
  }

  /**
   * Registers a handler under a stable name: called at least once at the end of each run (completed,
   * failed or cancelled), again with backoff until it resolves, and after a crash too. It must be
   * idempotent, and may hand its `signal` to `fetch`. Register the same handlers in every process that
   * relays or reconciles, before `start()`. Only the last run is owed: a replay that comes before the
   * handlers acknowledged the run supersedes its end. To retire a name, register a handler that does
   * nothing until no task waits for it any more.
   *
   * @throws {ConfigError} for a name that is empty or taken
   */
  onSettled(name: string, handler: SettledHandler<N>): this {
    this.#parts.handlers.register(name, handler);
    return this;
  }

  /** How many jobs are in which state, by queue. @throws {UnavailableError} */
  async counts(): Promise<QueueCounts> {
    return this.#parts.queue.counts();
  }

  /**
   * How many tasks are in which status, and how many dead letters there are; by the repository's indexes.
   *
   * @throws {UnavailableError}
   */
  async taskCounts(): Promise<TaskCounts> {
    return this.#parts.mediator.send(CountTasksQuery());
  }

  /**
   * Whether repository and queue can be reached, and how far the relay lags behind: for the readiness check
   * of a service. Always answers, within `timeout` even where an engine hangs, also before `start()` and
   * after `close()`; the engines' failures stand in the answer.
   *
   * @param options `timeout` in milliseconds, for each engine at the same time; default 2,000
   * @throws {ConfigError} for a timeout that is no whole number of at least 1, and nothing else
   */
  async health(options: HealthOptions = {}): Promise<Health> {
    return this.#parts.health.check(options);
  }

  /**
   * Ends in order: no more is accepted, accepted jobs are taken to the queue, relay and reconciler
   * finish what they have in hand, handlers end, watchers end, the engines close. What `closeTimeout`
   * cuts short is done by another process, or after the next start. Idempotent.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #startParts(): Promise<void> {
    const { subscriber, relay, reconciler, settings } = this.#parts;
    await subscriber.start();
    if (settings.relay) await relay.start();
    if (settings.reconciler) reconciler.start();
  }

  async #close(): Promise<void> {
    const wasStarted = this.#state === 'started';
    this.#state = 'closed';
    // What is half started can be closed only once it is whole.
    await Promise.allSettled([this.#starting]);
    await this.#parts.close(wasStarted, () => this.#background.idle());
  }

  #newTask(submission: Submission<N>): NewTask {
    const { presets, settings, runtime, handlers, route } = this.#parts;
    return newTaskOf(submission, {
      presets,
      retry: settings.retry,
      newId: () => runtime.newId(),
      handlers: handlers.names(),
      route,
    });
  }

  async #accept(input: NewTask): Promise<Task<N>> {
    if (this.#state === 'closed') throw new NotRunningError('This pipeline was closed: it accepts nothing more.');
    const accepting = this.#store(input);
    // Closing waits for it, so that what is accepted is also enqueued.
    this.#background.follow(accepting);
    return accepting;
  }

  async #store(input: NewTask): Promise<Task<N>> {
    const queues = await this.#parts.partitions();
    if (!queues.includes(input.queue)) {
      throw new ConfigError('What route() gave', [`${input.queue}: is none of the queues ${queues.join(', ')}`]);
    }
    const changed = await this.#parts.mediator.send(CreateTaskCommand(input));
    const { task } = changed;
    // Before the job goes: where this process also relays, the bus keeps that order.
    this.#publish(changed);
    // Also where it is there already: the answer to its first submission may have been lost before this.
    if (task.status === 'pending' && task.attempt === 0) this.#parts.enqueuer.add(jobOf(task));
    return task;
  }

  #publish({ events }: ChangedTask): void {
    if (events.length > 0) this.#background.run(() => this.#parts.bus.publish(events));
  }

  #id(id: TaskId): TaskId {
    return parseTaskId(id);
  }
}

/**
 * Makes a pipeline of presets and engines. Does no I/O: that begins with `start()`, or the first call.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function createPipeline<N extends string = '1024' | '800'>(options: PipelineOptions<N>): Pipeline<N> {
  return new Pipeline(options);
}
