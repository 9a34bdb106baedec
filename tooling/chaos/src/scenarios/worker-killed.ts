import { within } from '../fleet/within.ts';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { attemptsOf, lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** How long a job may take to come to a worker under load, in milliseconds. */
const patience = 15_000;

/** Scenario 2, first half. */
export const workerKilled: Scenario = {
  name: 'worker-killed',
  shows: 'A worker that is killed in the middle of a job loses nothing: another one does it.',
  takes: 5_000,
  async inject({ fleet, client, random }) {
    const victim = fleet.worker(random);
    // A source that is never read to its end: the job is in hand for certain.
    const inHand = victim.hit('sources.read');
    await victim.send([{ at: 'sources.read', deed: 'hang', skip: between(random, 0, 5) }]);
    const own = await submitMany(client, 12);
    await within(patience, `a job in the hands of ${victim.name}`, inHand);
    await victim.kill();
    await victim.start();
    return async () => {
      const tasks = await readAll(client, own);
      return unless(
        tasks,
        (task) => task.status === 'completed' && task.run === 1 && attemptsOf(task) <= 2,
        (task) => `${lifeOf(task)}: one worker was killed once`,
      );
    };
  },
};
