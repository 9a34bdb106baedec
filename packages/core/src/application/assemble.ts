import type { Presets } from '../domain/preset.ts';
import type { Engines } from '../ports/engines.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { Abort } from './abort.ts';
import { retryOnConflict } from './behaviours.ts';
import { cancelTaskHandler, discardTaskHandler, recordHandlersHandler, replayTaskHandler } from './change-task.ts';
import {
  CancelTaskCommand,
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
import type { HandlerContext } from './handler-context.ts';
import { Mediator } from './mediator.ts';
import type { FilledPipelineOptions } from './pipeline-options.ts';
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
  readonly handlers: SettledHandlers;
  readonly watchers: Watchers;
  readonly subscriber: Subscriber;
  readonly relay: Relay;
  readonly reconciler: Reconciler;
  /** Ends the parts in the order of who needs whom, then the engines. */
  readonly close: (wasStarted: boolean, published: () => Promise<void>) => Promise<void>;
}

/** Wires a pipeline's parts by hand: there is one graph, and it reads better than a container's. */
export function assemble(options: FilledPipelineOptions): PipelineParts {
  const { engines, presets, route, settings, runtime } = options;
  const store = new TaskStore(engines.repository, engines.cache);
  const mediator = new Mediator([...options.behaviours, retryOnConflict(runtime)]);
  const handlers = new SettledHandlers(mediator, runtime, settings.handlerTimeout);
  registerHandlers(mediator, {
    store,
    queue: engines.queue,
    log: runtime.log,
    handlerNames: () => handlers.names(),
    timing: () => timingAt(runtime.now(), settings),
  });
  const watchers = new Watchers(store, runtime, settings.pollEvery);
  const subscriber = new Subscriber(engines.bus, store, mediator, handlers, watchers, runtime);
  const relay = new Relay(engines, mediator, handlers, runtime);
  const reconciler = new Reconciler(engines, store, mediator, handlers, runtime, settings);
  const enqueuer = new Enqueuer(engines.queue, runtime.log);
  const parts = {
    presets,
    route,
    settings,
    runtime,
    mediator,
    enqueuer,
    handlers,
    watchers,
    subscriber,
    relay,
    reconciler,
  };
  const { queue, bus } = engines;
  const close: PipelineParts['close'] = async (wasStarted, published) => {
    await unlessTooLong(runtime, settings.closeTimeout, async () => {
      await enqueuer.idle();
      if (wasStarted) await Promise.all([reconciler.close(), relay.close()]);
      await handlers.idle();
      await published();
      if (wasStarted) await subscriber.close();
    });
    watchers.close();
    await closeEngines(engines);
  };
  return { ...parts, queue, bus, close };
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
    .handle(ListTasksQuery, ({ filter, page }) => context.store.repository.list(filter, page));
}

async function unlessTooLong(runtime: Runtime, timeout: number, work: () => Promise<void>): Promise<void> {
  const done = new Abort();
  const late = runtime.sleep(timeout, done.signal).then(() => {
    if (!done.signal.aborted)
      runtime.log.warn(
        { timeout },
        'Closing took too long; what is left is done by another process, or after the next start.',
      );
  });
  await Promise.race([work().finally(() => done.abort('closed')), late]);
}

/** Readers before what they read from. */
async function closeEngines({
  events,
  queue,
  bus,
  lease,
  cache,
  repository,
}: Omit<Engines, 'consumer'>): Promise<void> {
  await events.close();
  await queue.close();
  await bus.close();
  await lease?.close();
  await cache?.close();
  await repository.close();
}
