import type { Client } from '../../client/client.ts';
import type { TaskState } from '../../client/task-state.ts';

/** Replays those of the tasks that are dead letters, as an operator does; gives which. */
export async function replayDead(client: Client, tasks: readonly TaskState[]): Promise<readonly TaskState[]> {
  const dead = tasks.filter(({ status }) => status === 'failed');
  await Promise.all(dead.map(({ id, run }) => client.replay(id, run)));
  return dead;
}
