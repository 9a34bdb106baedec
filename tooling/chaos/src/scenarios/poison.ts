import { poison } from '../failpoints/faulty-files.ts';
import type { Scenario } from './scenario.ts';
import { lifeOf, readAll, submitMany, unless, untilAll } from './support/tasks.ts';

/** How long it may take until workers have died of it often enough, in milliseconds. */
const patience = 60_000;

/** Scenario 9. */
export const poisonedSource: Scenario = {
  name: 'poison',
  shows: 'A picture that kills every worker that opens it fails, as one dead letter; the others go on.',
  takes: 15_000,
  async inject({ fleet, client }) {
    fleet.note('poison', 'a source');
    const [before, deadly, after] = [
      await submitMany(client, 4),
      await client.submit(poison),
      await submitMany(client, 8),
    ];
    await untilAll(client, [deadly], { holds: ({ status }) => status === 'failed', what: 'be given up', ms: patience });
    await fleet.whole();
    return async () => {
      const [dead] = await readAll(client, [deadly]);
      const letters = (await client.page('/dead-letters')).items.filter(({ id }) => id === deadly);
      const others = await readAll(client, [...before, ...after]);
      return [
        ...(dead?.failure?.code === 'WORKER_LOST' ? [] : [`The poison failed as ${dead?.failure?.code}.`]),
        ...(letters.length === 1 ? [] : [`The poison is ${letters.length} times among the dead letters.`]),
        ...unless(
          others,
          ({ status, run }) => status === 'completed' && run === 1,
          (task) => `${lifeOf(task)} beside a poison`,
        ),
      ];
    };
  },
};
