import { setTimeout as pause } from 'node:timers/promises';
import { fsStore } from '@safelight/adapter-fs-store';
import { mongo } from '@safelight/adapter-mongo';
import { sweepImages } from '@safelight/core';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import type { TaskState } from '../client/task-state.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Book } from '../receiver/book.ts';
import type { Evidence } from './evidence.ts';
import { outputFiles } from './output-files.ts';

/** What the example's keys begin with. */
const prefix = '/output';
/** The sweep spares what is younger than this, at least, in milliseconds: so it is told that it is later. */
const sweepAge = 60_000;
/** How often tasks that are not settled yet are read again, in milliseconds: nothing tells of an acknowledgement. */
const lookEvery = 500;

/** Where the evidence is. */
export interface Scene {
  readonly fleet: Fleet;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly book: Book;
}

/**
 * Reads all that the judge looks at, and sweeps.
 *
 * @param patience how long tasks that are not settled are waited for, in milliseconds
 */
export async function gather({ fleet, client, ledger, book }: Scene, patience: number): Promise<Evidence> {
  const tasks = await settledTasks(client, ledger, patience);
  const found = await outputFiles(fleet.output, prefix);
  const { images } = fsStore({ root: fleet.input, output: fleet.output, prefix });
  const { repository } = mongo({ url: fleet.mongo.url, database: fleet.database });
  try {
    await sweepImages({ images, repository, olderThan: sweepAge, now: Date.now() + 2 * sweepAge });
  } finally {
    await repository.close();
  }
  const swept = await outputFiles(fleet.output, prefix);
  return { promises: ledger.entries, tasks, told: book.calls, found, swept };
}

/** Every task; those that have not settled are read again until they have, or the time is up. */
async function settledTasks(client: Client, ledger: Ledger, patience: number): Promise<readonly TaskState[]> {
  const tasks = await allTasks(client, ledger);
  const deadline = performance.now() + patience;
  for (;;) {
    const unsettled = [...tasks.values()].filter(({ settled }) => !settled);
    if (unsettled.length === 0 || performance.now() > deadline) return [...tasks.values()];
    await pause(lookEvery);
    for (const { id } of unsettled) {
      const task = await client.get(id);
      if (task === undefined) tasks.delete(id);
      else tasks.set(id, task);
    }
  }
}

/** The list, and by their ids those that it lacks: a task is lost only where its own address knows nothing of it. */
async function allTasks(client: Client, ledger: Ledger): Promise<Map<string, TaskState>> {
  const tasks = new Map<string, TaskState>();
  let cursor: string | undefined;
  do {
    const page = await client.page('/tasks', cursor);
    for (const task of page.items) tasks.set(task.id, task);
    cursor = page.next;
  } while (cursor !== undefined);
  for (const { taskId } of ledger.entries) {
    const task = tasks.has(taskId) ? undefined : await client.get(taskId);
    if (task !== undefined) tasks.set(taskId, task);
  }
  return tasks;
}
