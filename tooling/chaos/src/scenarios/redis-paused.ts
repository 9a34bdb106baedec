import { setTimeout as pause } from 'node:timers/promises';
import type { Scenario } from './scenario.ts';
import { acceptedWithin } from './support/accepted-within.ts';
import { incomplete } from './support/completed.ts';
import { steadiness } from './support/steady.ts';

/** How long Redis answers nobody, in milliseconds. */
const silence = 10_000;
/** A submission needs no Redis; a busy machine needs time, in milliseconds. */
const answerWithin = 5_000;

/** Scenario 5, third part. */
export const redisPaused: Scenario = {
  name: 'redis-paused',
  shows:
    'Redis keeps its connections and answers nobody for ten seconds: meanwhile tasks are accepted, and nothing hangs.',
  takes: 14_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const isFrozen = random() < 0.5;
    if (isFrozen) await fleet.redis.pause();
    else await fleet.redis.command('CLIENT', 'PAUSE', String(silence), 'ALL');
    const over = pause(silence);
    const { ids, problems } = await acceptedWithin(client, 8, answerWithin);
    await over;
    if (isFrozen) await fleet.redis.resume();
    return async () => [...problems, ...restless(), ...(await incomplete(client, ids))];
  },
};
