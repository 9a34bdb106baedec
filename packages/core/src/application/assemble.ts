import type { Presets } from '../domain/preset.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { Abort } from './abort.ts';
import { retryOnConflict } from './behaviours.ts';
import { Canceller } from './canceller.ts';
import { cancelTaskHandler, discardTaskHandler, recordHandlersHandler, replayTaskHandler } from './change-task.ts';
import {
  CancelTaskCommand,
  CountTasksQuery,
  CreateTaskCommand,
  DiscardTaskCommand,
  GetTaskQuery,
  ListTasksQuery,
  RecordHandlersCommand,
  ReplayTaskCommand,
  UpdateTaskStatusCommand,
} from './commands.ts';
import { createTaskHandler } from './create-task.ts';
import { Enqueuer } from './enqueuer.ts';
import type { FilledPipelineOptions } from './filled-options.ts';
import type { HandlerContext } from './handler-context.ts';
import { HealthCheck } from './health.ts';
import { Mediator } from './mediator.ts';
import { Reconciler } from './reconciler.ts';
import { Relay } from './relay.ts';
import { type PipelineSettings, timingAt } from './settings.ts';
import { SettledHandlers } from './settled-handlers.ts';
import type { Submission } from './submission.ts';
import { Subscriber } from './subscriber.ts';
import { TaskStore } from './task-store.ts';
import { updateTaskStatusHandler } from './update-task-status.ts';
import { Watchers } from './watchers.ts';

/** The parts of a pipeline, wired. */
export interface PipelineParts {
  readonly presets: Presets;
  readonly route: (submission: Submission) => string;
  readonly settings: PipelineSettings;
  readonly runtime: Runtime;
  readonly mediator: Mediator;
  readonly queue: TaskQueue;
  readonly bus: EventBus;
  readonly enqueuer: Enqueuer;
  readonly canceller: Canceller;
  /** The names of the queues. */
  readonly partitions: () => Promise<readonly string[]>;
  readonly handlers: SettledHandlers;
  readonly watchers: Watchers;
  readonly subscriber: Subscriber;
  readonly relay: Relay;
  readonly reconciler: Reconciler;
  readonly health: HealthCheck;
  /** Ends the parts in the order of who needs whom, then the engines. */
  readonly close: (wasStarted: boolean, published: () => Promise<void>) => Promise<void>;
}

/** Wires a pipeline's parts by hand: there is one graph, and it reads better than a container's. */
export function assemble(options: FilledPipelineOptions): PipelineParts {
  const { presets, route, settings, runtime } = options;
  const engines = { ...options.engines, bus: neverThrowing(options.engines.bus, runtime.log) };
  const store = new TaskStore(engines.repository, engines.cache);
  const mediator = new Mediator([...options.behaviours, retryOnConflict(runtime)]);
  const handlers = new SettledHandlers(mediator, runtime, settings);
  registerHandlers(mediator, {
    store,
    queue: engines.queue,
    log: runtime.log,
    handlerNames: () => handlers.names(),
    timing: () => timingAt(runtime.now(), settings),
  });
  const watchers = new Watchers(store, runtime, settings.pollEvery);
  const enqueuer = new Enqueuer(engines.queue, runtime.log);
  const canceller = new Canceller(mediator, engines.queue, enqueuer, handlers, runtime.log);
  const subscriber = new Subscriber(engines.bus, store, mediator, handlers, canceller, watchers, runtime);
  const relay = new Relay(engines, mediator, handlers, runtime);
  const reconciler = new Reconciler(engines, store, mediator, handlers, runtime, settings);
  const parts = {
    presets,
    route,
    settings,
    runtime,
    mediator,
    enqueuer,
    canceller,
    handlers,
    watchers,
    subscriber,
    relay,
    reconciler,
    health: new HealthCheck(engines, runtime),
  };
  const { queue, bus } = engines;
  const close: PipelineParts['close'] = async (wasStarted, published) => {
    await unlessTooLong(runtime, settings.closeTimeout, async (late) => {
      const steps = [
        () => published(),
        () => enqueuer.idle(),
        () => Promise.all([reconciler.close(), relay.close(late)]),
        () => handlers.close(late),
        () => published(),
        () => subscriber.close(),
      ];
      for (const step of wasStarted ? steps : steps.slice(0, 2)) await attempt(step, runtime);
    });
    watchers.close();
    // Readers before what they read from.
    const { events, queue: jobs, bus: channel, lease, cache, repository } = engines;
    for (const engine of [events, jobs, channel, lease, cache, repository]) {
      if (engine) await attempt(() => engine.close(), runtime);
    }
  };
  return { ...parts, queue, bus, partitions: () => engines.events.partitions(), close };
}

/** One step of closing: what fails must not keep the others from being closed. */
async function attempt(step: () => Promise<unknown>, runtime: Runtime): Promise<void> {
  try {
    await step();
  } catch (error) {
    runtime.log.error({ err: error }, 'A part could not be closed in order; the rest is closed all the same.');
  }
}

/** The bus as its port promises it, whoever wrote the adapter: image work must not fail with it. */
function neverThrowing(bus: EventBus, log: Logger): EventBus {
  return {
    publish: async (events) => {
      try {
        await bus.publish(events);
      } catch (error) {
        log.error({ err: error }, 'The event bus threw, which its port forbids; the events are lost.');
      }
    },
    subscribe: (on) => bus.subscribe(on),
    close: () => bus.close(),
  };
}

function registerHandlers(mediator: Mediator, context: HandlerContext): void {
  mediator
    .handle(CreateTaskCommand, createTaskHandler(context))
    .handle(UpdateTaskStatusCommand, updateTaskStatusHandler(context))
    .handle(ReplayTaskCommand, replayTaskHandler(context))
    .handle(CancelTaskCommand, cancelTaskHandler(context))
    .handle(DiscardTaskCommand, discardTaskHandler(context))
    .handle(RecordHandlersCommand, recordHandlersHandler(context))
    .handle(GetTaskQuery, ({ taskId }) => context.store.find(taskId))
    .handle(ListTasksQuery, ({ filter, page }) => context.store.repository.list(filter, page))
    .handle(CountTasksQuery, () => context.store.repository.counts());
}

async function unlessTooLong(
  runtime: Runtime,
  timeout: number,
  work: (late: AbortSignalLike) => Promise<void>,
): Promise<void> {
  const done = new Abort();
  const late = new Abort();
  const timer = runtime.sleep(timeout, done.signal).then(() => {
    if (done.signal.aborted) return;
    late.abort('closing took too long');
    runtime.log.warn(
      { timeout },
      'Closing took too long; what is left is done by another process, or after the next start.',
    );
  });
  await Promise.race([work(late.signal).finally(() => done.abort('closed')), timer]);
}
