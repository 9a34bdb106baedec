import { setTimeout as pause } from 'node:timers/promises';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';

/** Scenario 5, second part. */
export const redisConnectionsKilled: Scenario = {
  name: 'redis-connections-killed',
  shows: 'Every connection to Redis is cut, again and again: calls are made again, and no process ends.',
  takes: 5_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const own: string[] = [];
    for (let round = 0; round < 4; round++) {
      const submitted = later(submitMany(client, 4));
      await pause(between(random, 20, 600));
      for (const type of ['normal', 'pubsub']) await fleet.redis.command('CLIENT', 'KILL', 'TYPE', type);
      own.push(...(await submitted));
    }
    return async () => [...restless(), ...(await incomplete(client, own))];
  },
};
