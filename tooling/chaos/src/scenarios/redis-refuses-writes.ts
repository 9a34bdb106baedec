import { setTimeout as pause } from 'node:timers/promises';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { acceptedWithin } from './support/accepted-within.ts';
import { incomplete } from './support/completed.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';
import { confirmRefused, writeErrors } from './support/write-errors.ts';

/** A submission needs no Redis; a busy machine needs time, in milliseconds. */
const answerWithin = 5_000;

/** Scenario 5, last part. */
export const redisRefusesWrites: Scenario = {
  name: 'redis-refuses-writes',
  shows:
    'Redis reads and refuses to write, for want of disk or memory: what was begun is finished once it writes again.',
  takes: 9_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const problems: string[] = [];
    const own: string[] = [];
    for (const writeError of await writeErrors(fleet.redis)) {
      const underWay = later(submitMany(client, 8));
      await pause(between(random, 50, 400));
      try {
        await writeError.begin(fleet.redis);
        await confirmRefused(fleet.redis, writeError);
        own.push(...(await underWay));
        const meanwhile = await acceptedWithin(client, 4, answerWithin);
        own.push(...meanwhile.ids);
        problems.push(...meanwhile.problems);
        await pause(between(random, 500, 2_500));
      } finally {
        await writeError.end(fleet.redis);
      }
    }
    return async () => [...problems, ...restless(), ...(await incomplete(client, own))];
  },
};
