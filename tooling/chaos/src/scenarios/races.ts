import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '@safelight/core/testing';
import type { Client } from '../client/client.ts';
import type { FaultRule } from '../failpoints/fault-rule.ts';
import { between } from '../plan/chance.ts';
import type { Scenario } from './scenario.ts';
import { later } from './support/later.ts';
import { readAll, submitMany, unless } from './support/tasks.ts';

const tasks = 14;
/** What clients do to each of them, one thing after another. */
const changes = 5;

/** Scenario 12. */
export const races: Scenario = {
  name: 'races',
  shows:
    'Cancels, replays and regenerations race with attempts, stalls and the reconciler: each run was asked for, the last word holds.',
  takes: 10_000,
  async inject({ fleet, client, random }) {
    const sleeper = fleet.worker(random);
    const api = fleet.api(random);
    // Attempts that last, jobs that only the reconciler enqueues, and a worker that sleeps over its lock.
    await Promise.all(
      fleet.workers.map((worker) => worker.send([{ at: 'job.work', deed: 'delay', ms: 150, chance: 0.7 }])),
    );
    // And saves that come late, so that others get in between.
    const late: FaultRule = { at: 'repository.save', deed: 'delay', ms: 120, chance: 0.6 };
    for (const one of fleet.apis) {
      await one.send([late, ...(one === api ? [{ at: 'queue.enqueue', deed: 'fail', chance: 0.4 } as const] : [])]);
    }
    const own = await submitMany(client, tasks);
    const asked = new Map<string, number>();
    const racing = later(
      Promise.all(
        own.map(async (id) => {
          asked.set(id, await changeItsMind(client, id, random));
        }),
      ),
    );
    await pause(between(random, 200, 800));
    sleeper.stop();
    await pause(between(random, 3_000, 5_000));
    sleeper.continue();
    await racing;
    await Promise.all(fleet.members.map((member) => member.send([])));
    return async () =>
      unless(
        await readAll(client, own),
        ({ id, run }) => run <= 1 + (asked.get(id) ?? 0),
        ({ id, run }) => `is at run ${run} after ${asked.get(id)} replays`,
      );
  },
};

/** Cancels and replays a task, whatever state it is in; gives how many runs that may have begun. */
async function changeItsMind(client: Client, id: string, random: Random): Promise<number> {
  let replays = 0;
  for (let change = 0; change < changes; change++) {
    await pause(between(random, 0, 900));
    if (random() < 0.45) {
      await client.cancel(id);
      continue;
    }
    const task = await client.get(id);
    if (task === undefined) continue;
    const { run } = await client.replay(id, task.run);
    if (run > task.run) replays++;
  }
  return replays;
}
