import { within } from '../fleet/within.ts';
import type { Scenario } from './scenario.ts';
import { readAll, submitMany, unless, untilAll } from './support/tasks.ts';

/** How long a job may take to come to a worker under load, in milliseconds. */
const patience = 15_000;
/** How long the others have to do what the stopped one held, in milliseconds: its lock runs out first. */
const takenOver = 30_000;

/** Scenario 3. */
export const workerStopped: Scenario = {
  name: 'worker-stopped',
  shows: 'A worker that sleeps over its lock and wakes changes nothing: its attempts are stale.',
  takes: 9_000,
  async inject({ fleet, client, random }) {
    const victim = fleet.worker(random);
    const inHand = victim.hit('job.work');
    // Its files are written, and it is stopped before it can say so.
    await victim.send([{ at: 'job.work', when: 'after', deed: 'delay', ms: 500, times: 2 }]);
    const own = await submitMany(client, 8);
    await within(patience, `a job in the hands of ${victim.name}`, inHand);
    victim.stop();
    const isSettled = {
      holds: ({ settled }: { readonly settled: boolean }) => settled,
      what: 'be settled',
      ms: takenOver,
    };
    const before = await untilAll(client, own, isSettled);
    victim.continue();
    // It works again: what it had in its hands it has reported by then.
    await victim.send([]);
    const later = victim.hit('job.work');
    await victim.send([{ at: 'job.work', deed: 'delay', ms: 0, times: 1 }]);
    await within(patience, `${victim.name} to work again`, later);
    await victim.send([]);
    return async () => {
      const versions = new Map(before.map(({ id, version }) => [id, version]));
      return unless(
        await readAll(client, own),
        ({ id, version }) => version === versions.get(id),
        ({ id, version }) => `was at version ${versions.get(id)}, and a stale attempt took it to ${version}`,
      );
    };
  },
};
