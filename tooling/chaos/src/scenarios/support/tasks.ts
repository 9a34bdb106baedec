import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '../../client/client.ts';
import type { TaskState } from '../../client/task-state.ts';

/** How often a task is read again while it is waited for, in milliseconds: from outside there is no event for it. */
const lookEvery = 200;

/** Submits so many tasks side by side; gives their ids. */
export function submitMany(client: Client, count: number, name?: string): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => client.submit(name)));
}

/** The tasks as the API tells them; one that it does not know is left out, which the judge finds as lost. */
export async function readAll(client: Client, ids: readonly string[]): Promise<readonly TaskState[]> {
  const tasks = await Promise.all(ids.map((id) => client.get(id)));
  return tasks.filter((task) => task !== undefined);
}

/** Reads the tasks until this holds for all of them. @throws {Error} after `ms` milliseconds */
export async function untilAll(
  client: Client,
  ids: readonly string[],
  { holds, what, ms }: { readonly holds: (task: TaskState) => boolean; readonly what: string; readonly ms: number },
): Promise<readonly TaskState[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    const tasks = await readAll(client, ids);
    if (tasks.length === ids.length && tasks.every(holds)) return tasks;
    if (performance.now() > deadline) throw new Error(`Waited ${ms} ms in vain for tasks to ${what}.`);
    await pause(lookEvery);
  }
}

/** A sentence for each task for which this does not hold. */
export function unless(
  tasks: readonly TaskState[],
  holds: (task: TaskState) => boolean,
  what: (task: TaskState) => string,
): readonly string[] {
  return tasks.filter((task) => !holds(task)).map((task) => `Task ${task.id} ${what(task)}.`);
}

/** How many attempts of its last run were begun, as far as the task remembers. */
export function attemptsOf({ events, run }: TaskState): number {
  return events.filter((event) => event.eventType === 'task.processing' && event.run === run).length;
}

/** True if it completed at the very first attempt. */
export function isWorkedOnce(task: TaskState): boolean {
  return task.status === 'completed' && task.run === 1 && attemptsOf(task) === 1;
}

/** Its end and how it came to it, for a sentence. */
export function lifeOf(task: TaskState): string {
  return `is ${task.status} at run ${task.run} after ${attemptsOf(task)} attempt(s)`;
}
