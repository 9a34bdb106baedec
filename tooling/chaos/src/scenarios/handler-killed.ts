import type { Scenario } from './scenario.ts';
import { firstToDie } from './support/first-to-die.ts';
import { later } from './support/later.ts';
import { readAll, submitMany, unless } from './support/tasks.ts';

/** Scenario 4, third part. */
export const handlerKilled: Scenario = {
  name: 'handler-killed',
  shows:
    'A process that is killed between the effect of an onSettled handler and its acknowledgement: it is called again.',
  takes: 6_000,
  async inject({ fleet, client, book }) {
    const before = book.calls.length;
    const died = later(firstToDie(fleet.apis, { at: 'repository.acknowledge' }));
    const own = await submitMany(client, 10);
    await died;
    return async () => {
      // The first call may be from before, of a task that was about to be acknowledged when the rule was set.
      const isAgain = book.calls.slice(before).some(({ taskId, run }) => {
        return book.calls.filter((call) => call.taskId === taskId && call.run === run).length > 1;
      });
      return [
        ...unless(
          await readAll(client, own),
          ({ settled }) => settled,
          () => 'is not settled though its webhook was told',
        ),
        ...(isAgain ? [] : ['The effect that was not acknowledged was not made again.']),
      ];
    };
  },
};
