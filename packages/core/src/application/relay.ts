import { isAbortedError } from '../domain/errors.ts';
import type { DomainEvent } from '../domain/event.ts';
import type { Fact } from '../domain/fact.ts';
import type { TaskId } from '../domain/id.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { Engines } from '../ports/engines.ts';
import type { FactBatch } from '../ports/job-events.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort } from './abort.ts';
import { UpdateTaskStatusCommand } from './commands.ts';
import { mapConcurrently } from './concurrency.ts';
import { HandOver } from './hand-over.ts';
import type { Mediator } from './mediator.ts';
import { insist } from './patience.ts';
import type { SettledHandlers } from './settled-handlers.ts';

/** How long a stream must be silent to count as relayed, in milliseconds. */
const quietTime = 50;
/** Tasks that are updated at the same time. */
const tasksAtOnce = 32;
/** The pause after the queue's events could not be read, in milliseconds. */
const retryPause = 1_000;

/**
 * Turns job facts into task state and domain events: applies each batch, publishes what it means, and
 * only then moves the position on; meanwhile the next batch is applied. Whatever is cut short is done again, idempotently.
 */
export class Relay {
  readonly #engines: Pick<Engines, 'events' | 'bus' | 'repository' | 'lease'>;
  readonly #mediator: Mediator;
  readonly #handlers: SettledHandlers;
  readonly #runtime: Runtime;
  readonly #closing = new Abort();
  #following: Promise<unknown> | undefined;
  #batches = 0;
  #busy = 0;

  constructor(
    engines: Pick<Engines, 'events' | 'bus' | 'repository' | 'lease'>,
    mediator: Mediator,
    handlers: SettledHandlers,
    runtime: Runtime,
  ) {
    this.#engines = engines;
    this.#mediator = mediator;
    this.#handlers = handlers;
    this.#runtime = runtime;
  }

  async start(): Promise<void> {
    const partitions = await this.#engines.events.partitions();
    this.#following = Promise.all(partitions.map((partition) => this.#keepFollowing(partition)));
  }

  /**
   * Relays what the stream holds, so that what a worker of this process told last is not left to the next
   * one, then ends. When `late` aborts it finishes the batch in hand only.
   */
  async close(late: AbortSignalLike): Promise<void> {
    if (this.#following !== undefined) await this.#untilQuiet(late);
    this.#closing.abort('the relay closes');
    await this.#following;
  }

  /** A stream has no end to be read to: it counts as relayed when nothing has come for a moment. */
  async #untilQuiet(late: AbortSignalLike): Promise<void> {
    let seen: number;
    do {
      seen = this.#batches;
      await this.#runtime.sleep(quietTime, late);
    } while (!late.aborted && (this.#busy > 0 || this.#batches !== seen));
  }

  async #keepFollowing(partition: string): Promise<void> {
    const { lease } = this.#engines;
    const { signal } = this.#closing;
    const follow = (lost: AbortSignalLike): Promise<void> => this.#follow(partition, lost);
    while (!signal.aborted) {
      try {
        await (lease ? lease.hold(`relay:${partition}`, follow, signal) : follow(signal));
        // Ended though nobody asked: the lease was lost, or an engine was closed under it.
        await this.#runtime.sleep(retryPause, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#runtime.log.warn(
          { err: error, partition },
          'The relay was cut short; it goes on from its saved position.',
        );
        await this.#runtime.sleep(retryPause, signal);
      }
    }
  }

  async #follow(partition: string, lost: AbortSignalLike): Promise<void> {
    const { events, bus } = this.#engines;
    const handOver = new HandOver(bus, (batch) =>
      insist(this.#runtime, lost, 'Saving the position', () => events.commit(batch)),
    );
    try {
      for await (const batch of events.read(partition, lost)) {
        const attributes = { partition, facts: batch.facts.length };
        this.#batches++;
        this.#busy++;
        try {
          await this.#runtime.span('relay.batch', attributes, () => this.#relay(batch, handOver, lost));
        } finally {
          this.#busy--;
        }
      }
    } finally {
      await handOver.done();
    }
  }

  async #relay(batch: FactBatch, handOver: HandOver, lost: AbortSignalLike): Promise<void> {
    const { repository } = this.#engines;
    if (batch.gap) {
      const due = await insist(this.#runtime, lost, 'Making tasks due', () =>
        repository.makeDue(batch.partition, this.#runtime.now()),
      );
      if (due > 0)
        this.#runtime.log.info(
          { partition: batch.partition, due },
          'The position of the relay was not saved, or facts are missing; the reconciler looks at all open tasks.',
        );
    }
    const updated = await mapConcurrently([...byTask(batch.facts)], tasksAtOnce, ([taskId, facts]) =>
      this.#update(taskId, batch.partition, facts, lost),
    );
    await handOver.take(updated.flat(), batch);
  }

  async #update(
    taskId: TaskId,
    queue: string,
    facts: readonly Fact[],
    lost: AbortSignalLike,
  ): Promise<readonly DomainEvent[]> {
    try {
      const command = UpdateTaskStatusCommand({ taskId, queue, facts });
      const { task, events, ended } = await insist(this.#runtime, lost, 'Updating a task', () =>
        this.#mediator.send(command),
      );
      if (task && ended) this.#handlers.settle(task);
      return events;
    } catch (error) {
      if (isAbortedError(error)) throw error;
      this.#runtime.log.error(
        { err: error, taskId },
        'Facts could not be applied; they are passed, and the reconciler sees to the task.',
      );
      return [];
    }
  }
}

function byTask(facts: readonly Fact[]): ReadonlyMap<TaskId, readonly Fact[]> {
  const groups = new Map<TaskId, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.taskId);
    if (group) group.push(fact);
    else groups.set(fact.taskId, [fact]);
  }
  return groups;
}
