import { InvalidTransitionError } from './errors.ts';
import type { DomainEvent, EventBody, HistoryEntry } from './event.ts';
import { comparePositions, type Fact, isVerdict, positionOf } from './fact.ts';
import type { StoredImage } from './image.ts';
import { isTerminal, type TaskStatus, transitions, triggerOf } from './status.ts';
import { entryOf, eventOf, remember, type Task, type Timing } from './task.ts';
import { ended } from './task-settling.ts';

/** What became of a fact. */
export interface AppliedFact {
  /** The task after it; the same object where nothing changed. */
  readonly task: Task;
  /**
   * `applied`: it changed the task. `already-applied`: it had before; its events are given again,
   * since they may never have been published. `stale`: of an older run or attempt, or after the end.
   */
  readonly outcome: 'applied' | 'already-applied' | 'stale';
  readonly events: readonly DomainEvent[];
}

/**
 * Applies a fact: in the order of (run, attempt, rank), idempotently, and never past the end of a run.
 * The queue's verdict on the current run holds whatever was heard of its attempts, see `isVerdict`.
 *
 * @throws {InvalidTransitionError} for a fact of a run that the task has not reached
 */
export function applyFact(task: Task, fact: Fact, timing: Timing): AppliedFact {
  if (fact.run > task.run) {
    throw new InvalidTransitionError(task.id, `take a fact of run ${fact.run}: it is at run ${task.run}`);
  }
  const told = task.history.filter((entry) => tells(entry, fact));
  if (told.length > 0) {
    return { task, outcome: 'already-applied', events: told.map((entry) => eventOf(task, entry)) };
  }
  const next = transitions[triggerOf(fact)][task.status];
  const isOld = !isVerdict(fact) && comparePositions(positionOf(fact), task.position) <= 0;
  if (fact.run < task.run || isOld || next === undefined) return { task, outcome: 'stale', events: [] };
  const stage = { run: task.run, version: task.version + 1, attempt: fact.attempt };
  const entries = bodiesOf(fact).map((body) => entryOf(stage, body, fact.at));
  return {
    task: change(task, fact, next, timing, remember(task.history, entries)),
    outcome: 'applied',
    events: entries.map((entry) => eventOf(task, entry)),
  };
}

function change(task: Task, fact: Fact, status: TaskStatus, timing: Timing, history: readonly HistoryEntry[]): Task {
  const next = withEffect(
    {
      ...task,
      status,
      version: task.version + 1,
      updatedAt: timing.now,
      attempt: fact.attempt,
      position: positionOf(fact),
      nextCheckAt: timing.now + timing.checkAfter,
      history,
    },
    fact,
  );
  return isTerminal(status) ? ended(next, timing) : next;
}

/** A field that the task may not have yet stands first: added after a spread it would cost as much as all else here. */
function withEffect(task: Task, fact: Fact): Task {
  const total = task.presets.length;
  switch (fact.type) {
    case 'started': {
      const { workerId } = fact;
      const next = { ...task, progress: { done: 0, total } };
      return 'workerId' in task ? { ...next, workerId } : { workerId, ...next };
    }
    case 'progressed':
      return { ...task, progress: { done: fact.done, total: fact.total } };
    case 'attempt-failed':
    case 'failed': {
      const { code, error, attempts } = fact;
      return { ...task, attempts, failure: { code, error, attempts } };
    }
    case 'completed': {
      const { images, processingTime } = fact;
      const next = { ...task, images: byResolution(images), progress: { done: images.length, total: images.length } };
      return 'processingTime' in task ? { ...next, processingTime } : { processingTime, ...next };
    }
  }
}

function byResolution(images: readonly StoredImage[]): Readonly<Record<string, StoredImage>> {
  return Object.fromEntries(images.map((image) => [image.resolution, image]));
}

/** The events that a fact becomes. A last attempt's failure is told by the queue's `failed` instead. */
function bodiesOf(fact: Fact): readonly EventBody[] {
  switch (fact.type) {
    case 'started':
      return [{ eventType: 'task.processing', workerId: fact.workerId }];
    case 'progressed':
      return [{ eventType: 'task.progress', done: fact.done, total: fact.total }];
    case 'attempt-failed': {
      if (!fact.willRetry) return [];
      const { error, code, attempts, delay } = fact;
      return [
        { eventType: 'task.failed', error, code, attempts, willRetry: true },
        { eventType: 'task.retry', attempts, delay, error },
      ];
    }
    case 'failed': {
      const { error, code, attempts } = fact;
      return [{ eventType: 'task.failed', error, code, attempts, willRetry: false }];
    }
    case 'completed':
      return [{ eventType: 'task.completed', images: fact.images, processingTime: fact.processingTime }];
  }
}

/** True if the entry is what this very fact became when it was applied. */
function tells(entry: HistoryEntry, fact: Fact): boolean {
  if (entry.run !== fact.run || entry.attempt !== fact.attempt) return false;
  switch (entry.eventType) {
    case 'task.processing':
      return fact.type === 'started';
    case 'task.progress':
      return fact.type === 'progressed' && entry.done === fact.done;
    case 'task.failed':
      return entry.willRetry ? fact.type === 'attempt-failed' : fact.type === 'failed';
    case 'task.retry':
      return fact.type === 'attempt-failed';
    case 'task.completed':
      return fact.type === 'completed';
    default:
      return false;
  }
}
