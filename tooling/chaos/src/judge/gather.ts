import { fsStore } from '@safelight/adapter-fs-store';
import { mongo } from '@safelight/adapter-mongo';
import { sweepImages, type TaskRepository } from '@safelight/core';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import { settledTasks } from '../client/settled-tasks.ts';
import type { TaskState } from '../client/task-state.ts';
import type { Fleet } from '../fleet/fleet.ts';
import type { Book } from '../receiver/book.ts';
import type { Evidence } from './evidence.ts';
import { outputFiles } from './output-files.ts';

/** What the example's keys begin with. */
const prefix = '/output';
/** The sweep spares what is younger than this, at least, in milliseconds: so it is told that it is later. */
const sweepAge = 60_000;
/** How long one command over all tasks may take, in milliseconds: a server that can't sort by an index reads them all. */
const scanTime = 60_000;
/** Of the files that a task names: about how many the repository is asked all the same. */
const sample = 50;

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
 * @param late tasks that were waited for before, and in vain
 */
export async function gather(
  { fleet, client, ledger, book }: Scene,
  patience: number,
  late: ReadonlySet<string>,
): Promise<Evidence> {
  const { repository } = mongo({ url: fleet.mongo.url, database: fleet.database, timeout: scanTime });
  try {
    const ids = new Set([...ledger.entries.map(({ taskId }) => taskId), ...(await storedIds(repository))]);
    const tasks = await settledTasks(client, [...ids], patience, late);
    const found = await outputFiles(fleet.output, prefix);
    const { images } = fsStore({ root: fleet.input, output: fleet.output, prefix });
    const sparing = sparingRepository(repository, tasks);
    await sweepImages({ images, repository: sparing, olderThan: sweepAge, now: Date.now() + 2 * sweepAge });
    const swept = await outputFiles(fleet.output, prefix);
    return { promises: ledger.entries, tasks, told: book.calls, found, swept };
  } finally {
    await repository.close();
  }
}

/**
 * A repository that is asked which files are referenced for those alone that no task names, by which it may be swept,
 * and for some of the others: without an index each question reads all tasks.
 */
function sparingRepository(
  repository: TaskRepository,
  tasks: readonly TaskState[],
): Pick<TaskRepository, 'referenced'> {
  const named = new Set(tasks.flatMap(({ images }) => images.map(({ path }) => path)));
  let left = sample;
  return {
    referenced: async (paths) => {
      const asked = paths.filter((path) => !named.has(path) || left-- > 0);
      const found = asked.length === 0 ? new Set<string>() : await repository.referenced(asked);
      return new Set(paths.filter((path) => (asked.includes(path) ? found.has(path) : named.has(path))));
    },
  };
}

async function storedIds(repository: TaskRepository): Promise<readonly string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await repository.list({}, { limit: 5_000, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  } while (cursor !== undefined);
  return ids;
}
