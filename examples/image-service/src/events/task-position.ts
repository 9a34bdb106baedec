import type { HistoryEntry, Task } from '@safelight/core';

/** Where an event stands in its task's history: the n-th entry, from 0, of the version that it made. */
export interface TaskPosition {
  readonly version: number;
  readonly n: number;
}

/** Before the first event of any task. */
export const beginning: TaskPosition = { version: 0, n: 0 };

/** The position as the id of a server-sent event. */
export function formatPosition({ version, n }: TaskPosition): string {
  return `${version}.${n}`;
}

/** The position behind an id that {@link formatPosition} made; undefined for any other text. */
export function parsePosition(id: string): TaskPosition | undefined {
  const [, version, n] = /^(\d{1,15})\.(\d{1,3})$/.exec(id) ?? [];
  return version === undefined || n === undefined ? undefined : { version: Number(version), n: Number(n) };
}

/** True if `a` comes after `b`. */
function isAfter(a: TaskPosition, b: TaskPosition): boolean {
  return a.version > b.version || (a.version === b.version && a.n > b.n);
}

/** An entry of a history, and where it stands. */
export interface PlacedEntry {
  readonly position: TaskPosition;
  readonly entry: HistoryEntry;
}

/** The entries of the task's history that come after the position, oldest first. */
export function entriesAfter(task: Task, after: TaskPosition): readonly PlacedEntry[] {
  const placed: PlacedEntry[] = [];
  let previous = beginning;
  for (const entry of task.history) {
    const n = entry.version === previous.version ? previous.n + 1 : 0;
    previous = { version: entry.version, n };
    if (isAfter(previous, after)) placed.push({ position: previous, entry });
  }
  return placed;
}
