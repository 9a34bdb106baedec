import type { TaskState } from '../client/task-state.ts';
import type { Check, Scenario, Stage } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { closeFolders, openFolders, workersUser } from './support/other-user.ts';
import { replayDead } from './support/replay-dead.ts';
import { submitMany, untilAll } from './support/tasks.ts';

const tasks = 8;
/** How long the attempts of all of them may take, in milliseconds. */
const patience = 60_000;

/** Scenario 8, second half. */
export const outputReadOnly: Scenario = {
  name: 'output-read-only',
  shows:
    'The output folder is read-only: tasks fail and say why, without a path of the machine; mended, a replay completes them.',
  takes: 15_000,
  async inject(stage) {
    const { fleet } = stage;
    fleet.note('read-only', 'output');
    await openFolders(fleet, false);
    try {
      await Promise.all(fleet.workers.map((worker) => worker.restart(workersUser())));
      return await failAndMend(stage);
    } finally {
      await Promise.all(fleet.workers.map((worker) => worker.restart()));
      await closeFolders(fleet);
    }
  },
};

async function failAndMend({ fleet, client }: Stage): Promise<Check> {
  const own = await submitMany(client, tasks);
  const dead = await untilAll(client, own, { holds: ({ status }) => status === 'failed', what: 'fail', ms: patience });
  await openFolders(fleet, true);
  fleet.note('writable', 'output');
  await replayDead(client, dead);
  const isCompleted = ({ status }: TaskState): boolean => status === 'completed';
  await untilAll(client, own, { holds: isCompleted, what: 'complete', ms: patience });
  return async () => [
    ...dead
      .filter(({ failure }) => failure?.code !== 'PROCESSING_FAILED')
      .map(({ id, failure }) => `Task ${id} failed for want of a right as ${failure?.code}.`),
    ...(await incomplete(client, own)),
  ];
}
