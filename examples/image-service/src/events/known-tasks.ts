import { type DomainEvent, isTerminal, newestEvents, type Task, type TaskId } from '@safelight/core';

interface Known {
  /** The version that was told last; 0 where nothing was. */
  readonly version: number;
  /** The events of that version that were told. */
  readonly told: ReadonlySet<string>;
  /** True while more is to be expected. */
  readonly isOpen: boolean;
  /** Milliseconds since the epoch. */
  readonly heardAt: number;
}

/** An event that was applied to its task. */
export type AppliedEvent = DomainEvent & { readonly version: number };

/** True for an event that says which version of the task it made. */
export function isApplied(event: DomainEvent): event is AppliedEvent {
  return event.version !== undefined;
}

/**
 * What was told of each task, so that nothing is told twice or after what is newer, and so that a task of which
 * nothing is heard any more is found. Holds the tasks heard of last, up to `max`.
 */
export class KnownTasks {
  /** The longest silent first. */
  readonly #tasks = new Map<TaskId, Known>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** Takes note of an event; false if it was told before, or something newer was. */
  hear(event: AppliedEvent, now: number): boolean {
    const { taskId, version } = event;
    const id = idOf(event);
    const known = this.#tasks.get(taskId);
    if (known !== undefined && (version < known.version || (version === known.version && known.told.has(id)))) {
      return false;
    }
    const before = version === known?.version ? known.told : [];
    this.#put(taskId, { version, told: new Set([...before, id]), isOpen: !isLast(event), heardAt: now });
    return true;
  }

  /** Takes note of a task as it was read; false if its state, or a newer one, was told before. */
  see(task: Task, now: number): boolean {
    const known = this.#tasks.get(task.id);
    const isNews = known === undefined || task.version > known.version;
    const told = isNews ? new Set(newestEvents(task).map(idOf)) : known.told;
    const version = isNews ? task.version : known.version;
    this.#put(task.id, { version, told, isOpen: !isTerminal(task.status), heardAt: now });
    return isNews;
  }

  /** Takes note that there is such a task, of which nothing was told yet. */
  meet(task: Task, now: number): void {
    if (this.#tasks.has(task.id)) return;
    this.#put(task.id, { version: 0, told: new Set(), isOpen: !isTerminal(task.status), heardAt: now });
  }

  /** Open tasks of which nothing was heard since `before`, the longest silent first. */
  silentSince(before: number, limit: number): readonly TaskId[] {
    const silent: TaskId[] = [];
    for (const [id, { isOpen, heardAt }] of this.#tasks) {
      if (heardAt > before || silent.length === limit) break;
      if (isOpen) silent.push(id);
    }
    return silent;
  }

  forget(id: TaskId): void {
    this.#tasks.delete(id);
  }

  clear(): void {
    this.#tasks.clear();
  }

  #put(id: TaskId, known: Known): void {
    this.#tasks.delete(id);
    this.#tasks.set(id, known);
    const [oldest] = this.#tasks.keys();
    if (this.#tasks.size > this.#max && oldest !== undefined) this.#tasks.delete(oldest);
  }
}

function idOf({ eventId, eventType }: DomainEvent): string {
  return eventId ?? eventType;
}

/** True if the event ends the run. */
function isLast(event: DomainEvent): boolean {
  switch (event.eventType) {
    case 'task.completed':
    case 'task.cancelled':
      return true;
    case 'task.failed':
      return !event.willRetry;
    default:
      return false;
  }
}
