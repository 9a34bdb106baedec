import { type DomainEvent, eventIdOf, type HistoryEntry } from '../../domain/event.ts';
import { isTerminal } from '../../domain/status.ts';
import type { Task } from '../../domain/task.ts';

/** What a run goes through that excuses events that are missing in its books. */
export interface Excuses {
  /** Facts may never have reached the relay: an end may have been applied and then never told. */
  readonly losesFacts: boolean;
  /** The repository may have saved what it did not answer: no one knows then that there is news to tell. */
  readonly losesAnswers: boolean;
  /** Workers are struck by more than the sources that they read: any job may stall too often. */
  readonly losesWorkers: boolean;
}

/** Whether an event comes of a fact: then it is told again for as long as the relay can read the fact. */
function isOfFact({ eventType }: Pick<HistoryEntry, 'eventType'>): boolean {
  return eventType !== 'task.created' && eventType !== 'task.cancelled';
}

/** The status that an event tells as the end of its run. */
function endToldBy(event: DomainEvent): 'completed' | 'failed' | 'cancelled' | undefined {
  switch (event.eventType) {
    case 'task.completed':
      return 'completed';
    case 'task.failed':
      return event.willRetry ? undefined : 'failed';
    case 'task.cancelled':
      return 'cancelled';
    default:
      return undefined;
  }
}

/**
 * What the world was told of each task, against what is stored: every change is told, in the order it
 * was made, not before it can be read, and one end a run.
 */
export class Told {
  readonly #excuses: Excuses;
  readonly #violation: (what: string) => void;
  /** Stored and not handed to the bus yet, by event id; true for what comes of a fact. */
  readonly #owed = new Map<string, boolean>();
  readonly #told = new Set<string>();
  readonly #ends = new Map<string, string>();
  /** The version of the newest event that was told for the first time in the call under way, by task and run. */
  readonly #versions = new Map<string, number>();

  constructor(excuses: Excuses, violation: (what: string) => void) {
    this.#excuses = excuses;
    this.#violation = violation;
  }

  isBalanced(): boolean {
    return this.#owed.size === 0;
  }

  /** What no fact tells again may stay untold: its publisher died. */
  forgive(): void {
    for (const [id, isFact] of this.#owed) if (!isFact) this.#owed.delete(id);
  }

  /** A call is over: the next one may tell again what another process has told, and out of its order. */
  called(): void {
    if (this.#versions.size > 0) this.#versions.clear();
  }

  stored(task: Task, before: Task | undefined): void {
    const since = before?.version ?? 0;
    for (let index = task.history.length - 1; index >= 0; index--) {
      const entry = task.history[index];
      if (entry === undefined || entry.version <= since) break;
      // An attempt's history keeps its last progress only: the others are told where nothing interferes.
      if (entry.eventType !== 'task.progress') this.#owe(eventIdOf(task.id, entry), isOfFact(entry));
    }
    // Whatever the history says, these are what watchers wait for.
    if (task.status === before?.status && task.run === before.run) return;
    const attempt = task.attempt;
    if (task.status === 'processing') this.#owe(`${task.id}.${task.run}.${attempt}.task.processing`, true);
    if (isTerminal(task.status)) {
      this.#owe(`${task.id}.${task.run}.${attempt}.task.${task.status}`, task.status !== 'cancelled');
    }
  }

  published(event: DomainEvent, stored: Task | undefined): void {
    const { taskId, run = 0, version = 0, eventId = '' } = event;
    const key = `${taskId} run ${run}`;
    if (stored === undefined || stored.version < version) {
      this.#violation(`${event.eventType} of ${key} was told before it could be read`);
    }
    const end = endToldBy(event);
    const told = this.#ends.get(key) ?? end;
    if (end !== undefined && told !== undefined) {
      if (told !== end) this.#violation(`${key} was told as ${told} and as ${end}`);
      this.#ends.set(key, told);
    }
    if (this.#told.has(eventId)) return;
    this.#told.add(eventId);
    this.#owed.delete(eventId);
    const newest = this.#versions.get(key) ?? 0;
    if (version < newest) this.#violation(`${event.eventType} of ${key} was told after what came of later facts`);
    this.#versions.set(key, version);
  }

  close(): void {
    for (const id of this.#owed.keys()) this.#violation(`${id} was never handed to the bus`);
  }

  #owe(id: string, isFact: boolean): void {
    const isExcused = isFact ? this.#excuses.losesFacts : this.#excuses.losesAnswers;
    if (!isExcused && !this.#told.has(id)) this.#owed.set(id, isFact);
  }
}
