import { setTimeout as pause } from 'node:timers/promises';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';

/** Scenario 6, first part. */
export const mongoRestarted: Scenario = {
  name: 'mongo-restarted',
  shows:
    'The database is killed and started again: what was promised before is kept, and meanwhile nothing is promised.',
  takes: 8_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const own = [...(await submitMany(client, 8))];
    await fleet.mongo.kill();
    let isUp = false;
    // Accepted while there was nothing to store it in: that would be a promise out of thin air.
    const meanwhile = later(submitMany(client, 4).then((ids) => ({ ids, isLate: isUp })));
    await pause(between(random, 1_000, 5_000));
    isUp = true;
    await fleet.mongo.restart();
    const { ids, isLate } = await meanwhile;
    own.push(...ids);
    return async () => [
      ...(isLate ? [] : ['Tasks were accepted while the database was down.']),
      ...restless(),
      ...(await incomplete(client, own)),
    ];
  },
};
