import { setTimeout as pause } from 'node:timers/promises';
import type { FaultRule } from '../failpoints/fault-rule.ts';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { steadiness } from './support/steady.ts';
import { submitMany } from './support/tasks.ts';

const methods = ['insert', 'get', 'save', 'due', 'makeDue', 'list'];

/** Scenario 6, last part. */
export const mongoSlow: Scenario = {
  name: 'mongo-slow',
  shows: 'The database takes half a second or more for each call: all goes on, only later.',
  takes: 9_000,
  async inject({ fleet, client, random }) {
    const restless = steadiness(fleet);
    const slow = methods.map((method): FaultRule => {
      return { at: `repository.${method}`, deed: 'delay', ms: between(random, 500, 1_200) };
    });
    await Promise.all(fleet.apis.map((api) => api.send(slow)));
    const own = await submitMany(client, 8);
    await pause(between(random, 3_000, 5_000));
    await Promise.all(fleet.apis.map((api) => api.send([])));
    return async () => [...restless(), ...(await incomplete(client, own))];
  },
};
