import { historyLimit, type TaskStatus } from '@safelight/core';
import type { Promised } from '../client/ledger.ts';
import type { TaskEvent, TaskState } from '../client/task-state.ts';
import type { Told } from '../receiver/book.ts';
import type { Evidence, Harm } from './evidence.ts';

/** The order of what one attempt may tell. */
const ranks: Readonly<Record<string, number>> = {
  'task.created': 0,
  'task.processing': 1,
  'task.progress': 2,
  'task.failed': 3,
  'task.retry': 4,
  'task.completed': 5,
  'task.cancelled': 5,
};

/** Histories that no legal life explains, versions that went back, and cancels that nobody asked for. */
export function illegal({ promises, tasks, told }: Evidence): readonly Harm[] {
  const cancels = groupBy(promises, ({ taskId }) => taskId);
  const calls = groupBy(told, ({ taskId }) => taskId);
  return tasks.flatMap((task) => {
    const problems = [
      ...problemsOf(task.events),
      ...endProblems(task),
      ...versionProblems(task, calls.get(task.id) ?? []),
      ...cancelProblems(task, cancels.get(task.id) ?? []),
    ];
    return problems.map((what): Harm => ({ kind: 'illegal', taskId: task.id, what }));
  });
}

/** What is not legal about a history, oldest event first. Of a long one only the last events are known. */
function problemsOf(events: readonly TaskEvent[]): readonly string[] {
  const first = events[0];
  const isWhole = events.length < historyLimit;
  return [
    ...(isWhole && (first?.eventType !== 'task.created' || first.run !== 1) ? [`begins with ${nameOf(first)}`] : []),
    ...events.flatMap((event, index) => {
      const before = events[index - 1];
      return before === undefined || mayFollow(before, event) ? [] : [`${nameOf(event)} came after ${nameOf(before)}`];
    }),
  ];
}

function mayFollow(before: TaskEvent, event: TaskEvent): boolean {
  if (event.version < before.version) return false;
  if (event.eventType === 'task.created') return event.run === before.run + 1;
  if (event.run !== before.run || endOf(before) !== undefined) return false;
  // The queue's verdict, and a cancel, end the run whatever attempt was heard of.
  if (endOf(event) !== undefined) return true;
  return isLater(placeOf(before), placeOf(event));
}

function placeOf({ attempt, eventType, done = 0 }: TaskEvent): readonly [number, number, number] {
  return [attempt, ranks[eventType] ?? Number.NaN, done];
}

function isLater(before: readonly [number, number, number], after: readonly [number, number, number]): boolean {
  const [attempts, rank, done] = [after[0] - before[0], after[1] - before[1], after[2] - before[2]];
  return (attempts || rank || done) > 0;
}

/** The status that the event ends its run with. */
function endOf({ eventType, willRetry }: TaskEvent): TaskStatus | undefined {
  if (eventType === 'task.completed') return 'completed';
  if (eventType === 'task.cancelled') return 'cancelled';
  return eventType === 'task.failed' && willRetry === false ? 'failed' : undefined;
}

/** A task that has ended ended by its last event, and one that has not did not. */
function endProblems({ status, events, run }: TaskState): readonly string[] {
  const last = events.at(-1);
  const end = last && endOf(last);
  const expected = status === 'pending' || status === 'processing' ? undefined : status;
  if (end !== expected) return [`is ${status}, and its history ends with ${nameOf(last)}`];
  return last?.run === run ? [] : [`is at run ${run}, and its history ends with ${nameOf(last)}`];
}

/** What was told earlier has a smaller version than what is so now; of two runs the later has the larger. */
function versionProblems(task: TaskState, told: readonly Told[]): readonly string[] {
  const later = told.filter(({ run, version }) => run > task.run || version > task.version);
  const newest = task.events.at(-1)?.version ?? 0;
  return [
    ...later.map(({ run, version }) => {
      return `is at run ${task.run}, version ${task.version}, after run ${run}, version ${version} was told`;
    }),
    ...(newest > task.version ? [`is at version ${task.version}, and its history at ${newest}`] : []),
  ];
}

function cancelProblems({ status }: TaskState, promises: readonly Promised[]): readonly string[] {
  if (status !== 'cancelled' || promises.some(({ kind }) => kind === 'cancelled')) return [];
  return ['is cancelled, and nobody asked for it'];
}

function nameOf(event: TaskEvent | undefined): string {
  if (event === undefined) return 'nothing';
  return `${event.eventType} (run ${event.run}, attempt ${event.attempt}, version ${event.version})`;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
