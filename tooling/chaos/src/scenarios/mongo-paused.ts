import { setTimeout as pause } from 'node:timers/promises';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';

/** Scenario 6, second part. */
export const mongoPaused: Scenario = {
  name: 'mongo-paused',
  shows:
    'The database keeps its connections and answers nobody: requests are refused in time, and no call hangs for good.',
  takes: 11_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const own = [...(await submitMany(client, 8))];
    const before = client.outcomes.cut ?? 0;
    await fleet.mongo.pause();
    const meanwhile = later(submitMany(client, 4));
    await pause(between(random, 6_000, 9_000));
    const cut = (client.outcomes.cut ?? 0) - before;
    await fleet.mongo.resume();
    own.push(...(await meanwhile));
    return async () => [
      ...(cut === 0 ? [] : [`${cut} requests had no answer while the database was silent; each may have 503.`]),
      ...restless(),
      ...(await incomplete(client, own)),
    ];
  },
};
