import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from './client.ts';
import type { TaskState } from './task-state.ts';

/** How often tasks that are not settled yet are read again, in milliseconds: nothing tells of an acknowledgement. */
const lookEvery = 500;
const readersAtOnce = 8;

/**
 * The tasks of these ids that the API knows, in any order. Those that have not settled are read again until they have,
 * or the time is up; once at least.
 *
 * @param patience milliseconds
 * @param hopeless not waited for
 */
export async function settledTasks(
  client: Pick<Client, 'get'>,
  ids: readonly string[],
  patience: number,
  hopeless: ReadonlySet<string> = new Set(),
): Promise<readonly TaskState[]> {
  const tasks = new Map((await readTasks(client, ids)).map((task) => [task.id, task]));
  // From here: the first of many was read long ago, and may be settled by now.
  const deadline = performance.now() + patience;
  for (let isLast = false; ; ) {
    const open = [...tasks.values()].filter(({ settled }) => !settled).map(({ id }) => id);
    const unsettled = open.filter((id) => !hopeless.has(id));
    if (unsettled.length === 0 || isLast) return [...tasks.values()];
    isLast = performance.now() + lookEvery >= deadline;
    await pause(lookEvery);
    for (const task of await readTasks(client, unsettled)) tasks.set(task.id, task);
  }
}

async function readTasks(client: Pick<Client, 'get'>, ids: readonly string[]): Promise<readonly TaskState[]> {
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
