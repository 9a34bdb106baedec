import type { OutcomeCounts } from '../client/client.ts';
import type { Scenario } from './scenario.ts';
import { later } from './support/later.ts';
import { steadiness } from './support/steady.ts';
import { isWorkedOnce, lifeOf, readAll, submitMany, unless } from './support/tasks.ts';

/** What a request may come to while processes come and go: nobody listens there any more. */
const allowed = ['200', '202', '409', 'refused'];

/** Scenario 10. */
export const rollingRestart: Scenario = {
  name: 'rolling-restart',
  shows: 'Everything is restarted in order under load: no request fails, no job stalls, no work is done twice.',
  takes: 12_000,
  async inject({ fleet, client }) {
    const restless = steadiness(fleet);
    const before = client.outcomes;
    const own: string[] = [];
    const problems: string[] = [];
    for (const member of fleet.members) {
      const submitted = later(submitMany(client, 5));
      const end = await member.restart();
      if (end !== 0) problems.push(`${member.name} was asked to end, and ended by ${end}.`);
      own.push(...(await submitted));
    }
    problems.push(...failures(before, client.outcomes));
    return async () => [
      ...problems,
      ...restless(),
      ...unless(
        await readAll(client, own),
        isWorkedOnce,
        (task) => `${lifeOf(task)}: a restart in order repeats nothing`,
      ),
    ];
  },
};

function failures(before: OutcomeCounts, after: OutcomeCounts): readonly string[] {
  return Object.entries(after)
    .map(([outcome, count]) => ({ outcome, count: count - (before[outcome] ?? 0) }))
    .filter(({ outcome, count }) => count > 0 && !allowed.includes(outcome))
    .map(({ outcome, count }) => `${count} requests came to ${outcome} while processes were restarted in order.`);
}
