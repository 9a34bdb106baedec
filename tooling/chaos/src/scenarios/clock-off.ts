import type { Scenario } from './scenario.ts';
import { incomplete } from './support/completed.ts';
import { submitMany, untilAll } from './support/tasks.ts';

const tenMinutes = 600_000;
/** How long repair may take all the same, in milliseconds. */
const patience = 25_000;

/** Scenario 11. Which way it is off, the schedule decides. */
export const clockOff: Scenario = {
  name: 'clock-off',
  shows:
    'The clock of a process is off by ten minutes: what it reconciles, and what it leaves behind, is repaired in time.',
  takes: 15_000,
  async inject({ fleet, client, random }) {
    const off = fleet.api(random);
    const clockOffset = random() < 0.5 ? tenMinutes : -tenMinutes;
    const others = fleet.apis.filter((api) => api !== off);
    await off.restart({ settings: { clockOffset } });
    fleet.note(`clock off by ${clockOffset} ms`, off.name);
    // So that it is the one that relays and reconciles.
    await Promise.all(others.map((api) => api.restart()));

    // No job of these comes to the queue but by the reconciler, with the wrong clock.
    const notEnqueued = fleet.apis.map((api) => api.send([{ at: 'queue.enqueue', deed: 'fail' }]));
    await Promise.all(notEnqueued);
    const repaired = await submitMany(client, 6);
    await Promise.all(fleet.apis.map((api) => api.send([])));
    const isCompleted = ({ status }: { readonly status: string }): boolean => status === 'completed';
    await untilAll(client, repaired, { holds: isCompleted, what: 'be repaired by a wrong clock', ms: patience });

    // These were stored by the wrong clock, and are repaired by a right one.
    await off.send([{ at: 'queue.enqueue', deed: 'hang' }]);
    const left = await submitMany(client, 6);
    await off.kill();
    await off.start();
    return async () => incomplete(client, [...repaired, ...left]);
  },
};
