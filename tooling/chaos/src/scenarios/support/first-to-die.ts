import type { FaultRule } from '../../failpoints/fault-rule.ts';
import type { Member } from '../../fleet/member.ts';
import { within } from '../../fleet/within.ts';

/** How long it may take until one of them comes to the failpoint, in milliseconds. */
const patience = 20_000;

/**
 * Sets a deadly rule on all of them, where it is not known whose turn it is, until the first has died of it; gives
 * that one, ready again.
 */
export async function firstToDie(members: readonly Member[], rule: Omit<FaultRule, 'deed'>): Promise<Member> {
  const deaths = members.map(async (member) => {
    await member.exited();
    return member;
  });
  await Promise.all(members.map((member) => member.send([{ ...rule, deed: 'die' }])));
  const first = await within(patience, `a process to come to ${rule.at}`, Promise.race(deaths));
  await Promise.all(members.filter((member) => member !== first).map((member) => member.send([])));
  await first.ready();
  return first;
}
