import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page, Task, TaskId } from '@safelight/core';
import type { TaskSnapshot } from '../wire/task.ts';
import type { FeedItem } from './feed-item.ts';
import { encodeMessage } from './message.ts';
import type { ViewOf } from './task-messages.ts';

/**
 * Milliseconds for which a snapshot is given to others once it was read: when a process dies, all who followed it come
 * to the next within the same second or two.
 */
const keptFor = 250;
/** News that may come while a snapshot is shared; with more, whoever asks next has one read anew. */
const newsAtMost = 1_000;

/** The newest tasks, as the first message of a stream that follows all. */
export interface Snapshot {
  /** The message as it goes over the wire: the same bytes for all who are sent it. */
  readonly message: Uint8Array;
  /** The version at which it tells each of its tasks. */
  readonly versions: ReadonlyMap<TaskId, number>;
}

/** Makes the message of a page of tasks. */
export function snapshotOf({ items, next }: Page<Task>, viewOf: ViewOf): Snapshot {
  const told: TaskSnapshot = { tasks: items.map(viewOf), ...(next === undefined ? {} : { next }) };
  return {
    message: Buffer.from(encodeMessage({ event: 'snapshot', data: JSON.stringify(told) })),
    versions: new Map(items.map(({ id, version }) => [id, version])),
  };
}

/** A snapshot for one who follows. */
export interface SharedSnapshot extends Snapshot {
  /** What was told since its reading began, before this one followed: the snapshot may lack it. */
  readonly missed: readonly FeedItem[];
}

interface Shared {
  readonly snapshot: Promise<Snapshot>;
  readonly news: FeedItem[];
}

/**
 * One snapshot for all who ask while it is read, or soon after: it is large, and made for each of a thousand that
 * connect at once it would stop the process for seconds.
 */
export class SharedSnapshots {
  readonly #read: () => Promise<Snapshot>;
  #shared: Shared | undefined;
  /** Resolves when the next may be given the snapshot. */
  #free: Promise<void> = Promise.resolve();

  constructor(read: () => Promise<Snapshot>) {
    this.#read = read;
  }

  /** @throws what reading throws: to all who ask meanwhile; whoever asks then has it read anew */
  async ask(): Promise<SharedSnapshot> {
    this.#shared ??= this.#begin();
    const { snapshot, news } = this.#shared;
    // Before anything is awaited: what is told from now on, the follower hears.
    const missed = [...news];
    const made = await snapshot;
    await this.#turn();
    return { ...made, missed };
  }

  /** Takes note of what is told to all who follow. */
  note(item: FeedItem): void {
    if (this.#shared === undefined) return;
    if (this.#shared.news.length < newsAtMost) this.#shared.news.push(item);
    else this.forget();
  }

  /** Whoever asks next has it read anew. */
  forget(): void {
    this.#shared = undefined;
  }

  /** One in each turn of the event loop: to send it to hundreds in one go takes seconds, and all else would wait. */
  async #turn(): Promise<void> {
    const free = this.#free;
    this.#free = free.then(() => nextTurn());
    await free;
  }

  #begin(): Shared {
    const shared: Shared = { snapshot: this.#read(), news: [] };
    const forget = (): void => {
      if (this.#shared === shared) this.forget();
    };
    shared.snapshot.then(() => setTimeout(forget, keptFor).unref(), forget);
    return shared;
  }
}
