import assert from 'node:assert/strict';
import type { Cursor, Task, TaskFilter, TaskId, TaskRepository } from '@safelight/core';

/** How many of them pass. */
export function counted<T>(all: readonly T[], passes: (one: T) => boolean): number {
  return all.filter(passes).length;
}

/** The fields of a raw document. */
export function fieldsOf(document: unknown): Readonly<Record<string, unknown>> {
  assert.ok(typeof document === 'object' && document !== null, 'the probe must give the raw document');
  return Object.fromEntries(Object.entries(document));
}

/** The ids, in order. */
export function idsOf(tasks: readonly Task[]): readonly TaskId[] {
  return tasks.map((task) => task.id);
}

/** Inserts all, in the order given. */
export async function insertAll(repository: TaskRepository, tasks: readonly Task[]): Promise<void> {
  for (const task of tasks) assert.equal((await repository.insert(task)).outcome, 'inserted');
}

/** Reads every page, calling `between` after each; fails where pages have no end. */
export async function pagesOf(
  repository: TaskRepository,
  filter: TaskFilter,
  limit: number,
  between: () => Promise<void> = async () => {},
): Promise<readonly (readonly Task[])[]> {
  const pages: (readonly Task[])[] = [];
  let cursor: Cursor | undefined;
  do {
    const page = await repository.list(filter, { limit, ...(cursor === undefined ? {} : { cursor }) });
    pages.push(page.items);
    cursor = page.next;
    assert.ok(pages.length <= 100, 'the pages of a list must come to an end');
    await between();
  } while (cursor !== undefined);
  return pages;
}
