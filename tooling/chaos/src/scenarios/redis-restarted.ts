import { setTimeout as pause } from 'node:timers/promises';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { acceptedWithin } from './support/accepted-within.ts';
import { incomplete } from './support/completed.ts';
import { steadiness } from './support/steady.ts';

/** A submission needs no Redis; a busy machine needs time, in milliseconds. */
const answerWithin = 5_000;

/** Scenario 5, first part. */
export const redisRestarted: Scenario = {
  name: 'redis-restarted',
  shows: 'Redis is killed and started again on its own data: meanwhile tasks are accepted, and nothing is lost.',
  takes: 8_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    await fleet.redis.kill();
    const { ids, problems } = await acceptedWithin(client, 8, answerWithin);
    await pause(between(random, 500, 4_000));
    await fleet.redis.restart();
    return async () => [...problems, ...restless(), ...(await incomplete(client, ids))];
  },
};
