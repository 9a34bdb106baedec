import type { Check, Scenario, Stage } from './scenario.ts';
import { Ear } from './support/ear.ts';
import { firstToDie } from './support/first-to-die.ts';
import { later } from './support/later.ts';
import { lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** The relay dies once before and once after it publishes, wherever it runs just then. */
async function killRelay({ fleet, client }: Stage, at: 'bus.publish-facts' | 'events.commit'): Promise<Check> {
  const ear = await Ear.open(fleet);
  const died = later(firstToDie(fleet.apis, { at }));
  const own = await submitMany(client, 10);
  await died;
  return async () => {
    const tasks = await readAll(client, own);
    ear.close();
    return [
      ...unless(tasks, ({ status }) => status === 'completed', lifeOf),
      ...tasks.flatMap((task) =>
        ear.missed(task).map(({ eventType }) => `Nobody was ever told of ${eventType} of ${task.id}.`),
      ),
    ];
  };
}

/** Scenario 4, first part. */
export const relayKilledUnpublished: Scenario = {
  name: 'relay-killed-unpublished',
  shows: 'A relay that is killed after it has stored what happened and before it tells: the next one tells it.',
  takes: 5_000,
  inject: (stage) => killRelay(stage, 'bus.publish-facts'),
};

/** Scenario 4, second part. */
export const relayKilledUncommitted: Scenario = {
  name: 'relay-killed-uncommitted',
  shows: 'A relay that is killed after it has told and before its position is saved: nothing is applied twice.',
  takes: 5_000,
  inject: (stage) => killRelay(stage, 'events.commit'),
};
