import { within } from '../fleet/within.ts';
import type { Scenario } from './scenario.ts';
import { isWorkedOnce, lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** How long a task may take to come to the queue under load, in milliseconds. */
const patience = 15_000;

/** Scenario 1. Before its answer is out, the client asks again; after it, only the reconciler can know. */
export const apiKilled: Scenario = {
  name: 'api-killed',
  shows: 'An API that is killed between storing a task and enqueueing it loses nothing, and doubles no work.',
  takes: 6_000,
  async inject({ fleet, client, random }) {
    const unanswered = fleet.api(random);
    const hit = unanswered.hit('queue.enqueue');
    await unanswered.send([{ at: 'queue.enqueue', deed: 'die', times: 1 }]);
    const own = [...(await submitMany(client, 4))];
    await within(patience, `${unanswered.name} to die before it enqueues`, hit);
    await unanswered.ready();

    const answered = fleet.api(random);
    await answered.send([{ at: 'queue.enqueue', deed: 'hang' }]);
    // The APIs take turns: some of these are stored and promised by the one that never enqueues them.
    own.push(...(await submitMany(client, 8)));
    await answered.kill();
    await answered.start();
    return async () => unless(await readAll(client, own), isWorkedOnce, (task) => `${lifeOf(task)}, not after one`);
  },
};
