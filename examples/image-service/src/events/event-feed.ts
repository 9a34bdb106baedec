import {
  type DomainEvent,
  type EventBus,
  isTaskNotFoundError,
  messageOf,
  type Page,
  type Pipeline,
  serialiseEvent,
  type Task,
  type TaskId,
} from '@safelight/core';
import type { Logger } from 'pino';
import { BusSubscription } from './bus-subscription.ts';
import { isApplied, KnownTasks } from './known-tasks.ts';
import { encodeMessage } from './message.ts';
import type { ViewOf } from './task-messages.ts';

/** What a feed needs. */
export interface EventFeedOptions {
  readonly bus: Pick<EventBus, 'subscribe'>;
  readonly pipeline: Pick<Pipeline, 'list' | 'watch'>;
  readonly viewOf: ViewOf;
  readonly logger: Logger;
  /** Told of each event as it is heard, whether or not anybody follows. */
  readonly onEvent?: (event: DomainEvent) => void;
  /** Milliseconds between two looks for what the bus did not tell. Default 2,000. */
  readonly lookEvery?: number;
  /** Milliseconds of silence after which an open task is looked at. Default 5,000. */
  readonly silence?: number;
}

/** News of one task, encoded once for all who follow. */
export interface FeedItem {
  readonly taskId: TaskId;
  /** Of the task after what is told. */
  readonly version: number;
  /** The message as it goes over the wire. */
  readonly text: string;
}

/** Tasks in a snapshot, and in a look at the newest ones. */
const snapshotSize = 50;
/** Silent tasks that one look reads: so a dead bus costs the repository no more than this. */
const readsAtOnce = 20;
/** Tasks that are remembered. */
const knownAtMost = 10_000;
/** Looks at a task that another's publisher told of: the pipeline may need a moment to apply it. */
const looksAtDoubted = 3;

/**
 * All events of the service, for those who follow them: one subscription to the bus, however many follow. What the
 * bus loses is found by looking at tasks that have gone silent, so that a dead bus only makes it slower.
 */
export class EventFeed {
  readonly #options: Required<EventFeedOptions>;
  readonly #known = new KnownTasks(knownAtMost);
  /** Tasks whose state was told of by someone else, each with the looks that are left. */
  readonly #doubted = new Map<TaskId, number>();
  readonly #followers = new Set<(item: FeedItem) => void>();
  readonly #closing = new AbortController();
  readonly #subscription: BusSubscription;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #heardAt = 0;

  /** Does no I/O. */
  constructor(options: EventFeedOptions) {
    this.#options = { lookEvery: 2_000, silence: 5_000, onEvent: () => {}, ...options };
    this.#subscription = new BusSubscription(options.bus, (event) => this.#hear(event), options.logger);
  }

  /** Begins to hear. Where the bus can't be reached it goes on trying, and looks at the tasks meanwhile. */
  async start(): Promise<void> {
    await this.#subscription.start();
  }

  /** Hears and looks no more. Those who follow are told nothing: their streams end with the process's drain. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#subscription.close();
    await this.#looking;
  }

  /** Tells `on` all news from now on; call what it gives to stop. Of one task, nothing comes twice or out of order. */
  follow(on: (item: FeedItem) => void): () => void {
    this.#followers.add(on);
    if (this.#followers.size === 1) this.#begin();
    return () => {
      if (this.#followers.delete(on) && this.#followers.size === 0) this.#stop();
    };
  }

  /** The newest tasks, read from the repository. Ask after following: what is newer is then told. */
  async snapshot(): Promise<Page<Task>> {
    const page = await this.#options.pipeline.list({ limit: snapshotSize });
    // Whoever asked may have gone meanwhile.
    if (this.#followers.size === 0) return page;
    for (const task of page.items) {
      // To a single follower this very page tells it; to any other, nothing has told it yet.
      if (this.#followers.size > 1) this.#known.meet(task, Date.now());
      else this.#known.see(task, Date.now());
    }
    return page;
  }

  #begin(): void {
    this.#heardAt = Date.now();
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }, this.#options.lookEvery).unref();
  }

  /** Nobody follows: nothing need be known. */
  #stop(): void {
    clearInterval(this.#timer);
    this.#known.clear();
    this.#doubted.clear();
  }

  #hear(event: DomainEvent): void {
    this.#options.onEvent(event);
    if (this.#followers.size === 0) return;
    this.#heardAt = Date.now();
    if (!isApplied(event)) {
      // Another's publisher: the pipeline applies it. What that comes to is found by a look.
      if (this.#doubted.size < knownAtMost) this.#doubted.set(event.taskId, looksAtDoubted);
    } else if (this.#known.hear(event, this.#heardAt)) {
      const text = encodeMessage({ event: event.eventType, data: serialiseEvent(event) });
      this.#tell({ taskId: event.taskId, version: event.version, text });
    }
  }

  /** True if it was news. */
  #see(task: Task): boolean {
    if (!this.#known.see(task, Date.now())) return false;
    const text = encodeMessage({ event: 'task', data: JSON.stringify(this.#options.viewOf(task)) });
    this.#tell({ taskId: task.id, version: task.version, text });
    return true;
  }

  #tell(item: FeedItem): void {
    for (const on of this.#followers) on(item);
  }

  /** Looks for what the bus did not tell: at the newest tasks when it says nothing at all, and at silent ones. */
  async #look(): Promise<void> {
    const before = Date.now() - this.#options.silence;
    try {
      if (this.#heardAt <= before) {
        const { items } = await this.#options.pipeline.list({ limit: snapshotSize });
        for (const task of items.toReversed()) this.#see(task);
      }
      const silent = [...new Set([...this.#doubted.keys(), ...this.#known.silentSince(before, readsAtOnce)])];
      for (const id of silent.slice(0, readsAtOnce)) {
        if (this.#closing.signal.aborted || this.#followers.size === 0) return;
        const left = (this.#doubted.get(id) ?? 0) - 1;
        if ((await this.#read(id)) || left <= 0) this.#doubted.delete(id);
        else this.#doubted.set(id, left);
      }
    } catch (error) {
      this.#options.logger.warn(
        { err: error },
        `The feed could not look at tasks (${messageOf(error)}); it does so again.`,
      );
    }
  }

  /** Reads past the cache, which rests on the bus: a watch begins with the repository's own. True if it was news. */
  async #read(id: TaskId): Promise<boolean> {
    try {
      for await (const task of this.#options.pipeline.watch(id, { signal: this.#closing.signal })) {
        return this.#see(task);
      }
    } catch (error) {
      if (!isTaskNotFoundError(error)) throw error;
      this.#known.forget(id);
    }
    return false;
  }
}
