import { setTimeout as pause } from 'node:timers/promises';
import { fsStore } from '@safelight/adapter-fs-store';
import { mongo } from '@safelight/adapter-mongo';
import { sweepImages, type TaskRepository } from '@safelight/core';
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
/** How long one command over all tasks may take, in milliseconds: a server that can't sort by an index reads them all. */
const scanTime = 60_000;
const readersAtOnce = 8;

/** Where the evidence is. */
export interface Scene {
  readonly fleet: Fleet;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly book: Book;
}

/**
 * Reads all that the judge looks at, and sweeps. Tasks are told by the API; the repository is asked only which there
 * are, since a list by the API would be cut short by the limits of its processes.
 *
 * @param patience how long tasks that are not settled are waited for, in milliseconds
 */
export async function gather({ fleet, client, ledger, book }: Scene, patience: number): Promise<Evidence> {
  const { repository } = mongo({ url: fleet.mongo.url, database: fleet.database, timeout: scanTime });
  try {
    const ids = new Set([...ledger.entries.map(({ taskId }) => taskId), ...(await storedIds(repository))]);
    const tasks = await settledTasks(client, [...ids], patience);
    const found = await outputFiles(fleet.output, prefix);
    const { images } = fsStore({ root: fleet.input, output: fleet.output, prefix });
    await sweepImages({ images, repository, olderThan: sweepAge, now: Date.now() + 2 * sweepAge });
    const swept = await outputFiles(fleet.output, prefix);
    return { promises: ledger.entries, tasks, told: book.calls, found, swept };
  } finally {
    await repository.close();
  }
}

async function storedIds(repository: TaskRepository): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await repository.list({}, { limit: 1_000, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}

/** Every task that the API knows; those that have not settled are read again until they have, or the time is up. */
async function settledTasks(client: Client, ids: readonly string[], patience: number): Promise<readonly TaskState[]> {
  const tasks = new Map((await readTasks(client, ids)).map((task) => [task.id, task]));
  const deadline = performance.now() + patience;
  for (;;) {
    const unsettled = [...tasks.values()].filter(({ settled }) => !settled).map(({ id }) => id);
    if (unsettled.length === 0 || performance.now() > deadline) return [...tasks.values()];
    await pause(lookEvery);
    for (const task of await readTasks(client, unsettled)) tasks.set(task.id, task);
  }
}

async function readTasks(client: Client, ids: readonly string[]): Promise<readonly TaskState[]> {
  const tasks: TaskState[] = [];
  const left = [...ids];
  const reader = async (): Promise<void> => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const task = await client.get(id);
      if (task !== undefined) tasks.push(task);
    }
  };
  await Promise.all(Array.from({ length: readersAtOnce }, reader));
  return tasks;
}
