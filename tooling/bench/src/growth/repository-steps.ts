import type { Task } from '@safelight/core';
import { millisecondsOf } from '../runner/contest.ts';
import type { Backlog } from './backlog.ts';

/** Microseconds a task, by step of its way through the repository. */
export interface RepositoryCost {
  /** It is stored. */
  readonly insert: number;
  /** It is read and saved three times, as its worker's facts arrive. */
  readonly work: number;
  /** The reconciler finds it due and puts its next check off. */
  readonly reconcile: number;
  /** It stands on a page of a list. */
  readonly list: number;
}

/** Tasks that one batch of the reconciler, or one page of a list, holds. */
const batch = 100;
const page = 50;

/** By how much a check is put off, in milliseconds: into the midst of the others' checks. */
const putOff = 300_000;

/** Takes so many tasks through each step. They are made beforehand, and chosen from all over the backlog. */
export async function measureRepository(backlog: Backlog, tasks: number, cursor: string): Promise<RepositoryCost> {
  const { repository } = backlog;
  const made = Array.from({ length: tasks }, () => backlog.next());
  const insert = await millisecondsOf(async () => {
    for (const task of made) await backlog.store(task);
  });
  const chosen = backlog.takeOpen(tasks);
  const work = await millisecondsOf(async () => {
    for (const id of chosen) await backlog.work(id);
  });
  const reconcile = await millisecondsOf(async () => {
    for (let seen = 0; seen < tasks; seen += batch) await reconcileBatch(backlog);
  });
  const list = await millisecondsOf(async () => {
    for (let seen = 0; seen < tasks; seen += page)
      await repository.list({ status: 'pending' }, { cursor, limit: page });
  });
  const each = (milliseconds: number): number => (milliseconds * 1_000) / tasks;
  return { insert: each(insert), work: each(work), reconcile: each(reconcile), list: each(list) };
}

/** What the reconciler does with due tasks whose jobs are all in the queue. */
async function reconcileBatch(backlog: Backlog): Promise<void> {
  const due = await backlog.repository.due(Number.MAX_SAFE_INTEGER, batch);
  for (const task of due) {
    const postponed: Task = { ...task, version: task.version + 1, nextCheckAt: task.nextCheckAt + putOff };
    await backlog.repository.save(postponed, task.version);
  }
}
