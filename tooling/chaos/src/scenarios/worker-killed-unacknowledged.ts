import { within } from '../fleet/within.ts';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { attemptsOf, lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** How long a job may take to come to a worker under load, in milliseconds. */
const patience = 15_000;

/** Scenario 2, second half. */
export const workerKilledUnacknowledged: Scenario = {
  name: 'worker-killed-unacknowledged',
  shows:
    'A worker that is killed after the files are written and before the queue knows leaves no task and no file behind.',
  takes: 5_000,
  async inject({ fleet, client, random }) {
    const victim = fleet.worker(random);
    const died = victim.exited();
    await victim.send([{ at: 'job.work', when: 'after', deed: 'die', skip: between(random, 0, 4), times: 1 }]);
    const own = await submitMany(client, 14);
    await within(patience, `${victim.name} to die between its files and its word`, died);
    await victim.ready();
    return async () =>
      unless(
        await readAll(client, own),
        (task) => task.status === 'completed' && task.run === 1 && attemptsOf(task) <= 2,
        (task) => `${lifeOf(task)}: one worker was killed once`,
      );
  },
};
