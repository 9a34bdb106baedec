import { expect, it } from 'vitest';
import { settledTasks } from '../src/client/settled-tasks.ts';
import type { TaskState } from '../src/client/task-state.ts';
import { task } from './support/evidence.ts';

/** A client whose tasks are settled when they are read again; it counts how often each is read. */
function rereadClient(settledAt: number) {
  const reads = new Map<string, number>();
  const get = async (id: string): Promise<TaskState | undefined> => {
    const count = (reads.get(id) ?? 0) + 1;
    reads.set(id, count);
    return id === 'gone' ? undefined : task({ id, settled: count >= settledAt });
  };
  return { get, reads };
}

it('reads each task once where all are settled, and leaves out what is not there', async () => {
  const client = rereadClient(1);
  const tasks = await settledTasks(client, ['a', 'b', 'gone'], 60_000);
  expect(tasks.map(({ id }) => id).sort()).toEqual(['a', 'b']);
  expect([...client.reads.values()]).toEqual([1, 1, 1]);
});

it('reads those that are not settled again, at least once', async () => {
  const client = rereadClient(2);
  const tasks = await settledTasks(client, ['a', 'b'], 0);
  expect(tasks.every(({ settled }) => settled)).toBe(true);
  expect((await settledTasks(rereadClient(4), ['a'], 0)).map(({ settled }) => settled)).toEqual([false]);
  expect((await settledTasks(rereadClient(3), ['a'], 60_000)).map(({ settled }) => settled)).toEqual([true]);
});

it('does not wait for what was late before', async () => {
  const client = rereadClient(5);
  await settledTasks(client, ['a'], 60_000, new Set(['a']));
  expect(client.reads.get('a')).toBe(1);
});
