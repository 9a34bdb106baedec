import { shortSettings } from '../processes/settings.ts';
import type { Scenario } from './scenario.ts';
import { drained, hasLostFacts } from './support/queue-state.ts';
import { lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** A job makes about seven entries. Redis cuts whole nodes off a stream: about 100 more may stay. */
const streamLength = 20;
const tasks = 60;
/** How long the workers have for all of it, in milliseconds. */
const patience = 60_000;

/** Scenario 4, last part. */
export const relaysDown: Scenario = {
  name: 'relays-down',
  shows: 'All relays down while more goes by than the event stream keeps: the reconciler finds out what nobody heard.',
  settings: { bullmq: { ...shortSettings.bullmq, streamLength } },
  takes: 15_000,
  async inject({ fleet, client }) {
    await Promise.all(fleet.workers.map((worker) => worker.term()));
    const own = await submitMany(client, tasks);
    await Promise.all(fleet.apis.map((api) => api.kill()));
    await Promise.all(fleet.workers.map((worker) => worker.start()));
    await drained(fleet, patience);
    if (!(await hasLostFacts(fleet))) throw new Error('The event stream kept everything: no fact was lost.');
    await Promise.all(fleet.apis.map((api) => api.start()));
    return async () =>
      unless(
        await readAll(client, own),
        ({ status, run }) => status === 'completed' && run === 1,
        (task) => `${lifeOf(task)}: it was worked, and only nobody heard`,
      );
  },
};
