import { within } from '../fleet/within.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';

/** How long a job may take to come to a worker under load, in milliseconds. */
const patience = 15_000;

/** Scenario 5, fourth part. */
export const redisEmptied: Scenario = {
  name: 'redis-emptied',
  shows:
    'Redis loses all it knew, jobs in hand, events and positions included: the reconciler begins anew from the tasks.',
  takes: 7_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    // Slow work, so that jobs wait, and are in hand, when it happens.
    const slow = fleet.worker(random);
    const inHand = slow.hit('job.work');
    await slow.send([{ at: 'job.work', deed: 'delay', ms: 700 }]);
    const own = [...(await submitMany(client, 12))];
    await within(patience, `a job in the hands of ${slow.name}`, inHand);
    await fleet.redis.command('FLUSHALL');
    await slow.send([]);
    own.push(...(await submitMany(client, 4)));
    return async () => [...restless(), ...(await incomplete(client, own))];
  },
};
