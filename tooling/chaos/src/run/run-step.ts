import { setMaxListeners } from 'node:events';
import { messageOf } from '@safelight/core';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { within } from '../fleet/within.ts';
import { randomOf, type Step } from '../plan/plan.ts';
import type { Book } from '../receiver/book.ts';
import type { Check, Stage } from '../scenarios/scenario.ts';
import type { StepResult } from './step-result.ts';

/** What a scenario may take beyond its own estimate on a busy machine, in milliseconds. */
const slack = 120_000;

/** What a step is run on. */
export interface Rig {
  readonly fleet: Fleet;
  readonly client: Client;
  readonly ledger: Ledger;
  readonly book: Book;
  readonly seed: number;
  /** The reconciler's bound, in milliseconds. */
  readonly bound: number;
  /** Milliseconds since the run began. */
  readonly since: () => number;
}

/** Injects a scenario's faults, waits for the tasks that were accepted before the last was healed, and asks its own invariant. */
export async function runStep(rig: Rig, step: Step, knownLate: ReadonlySet<string>): Promise<StepResult> {
  const { fleet, client, book, seed, since } = rig;
  const { scenario } = step;
  const stage: Stage = { fleet, client, book, random: randomOf(step, seed) };
  const startedAt = since();
  const problems: string[] = [];
  let check: Check = async () => [];
  try {
    check = await within(scenario.takes + slack, `${scenario.name} to do its harm`, scenario.inject(stage));
    await fleet.whole();
  } catch (error) {
    problems.push(messageOf(error));
    await fleet.mend();
  }
  const healedAt = since();
  const late = await lateTasks(rig, knownLate);
  try {
    problems.push(...(await check()));
  } catch (error) {
    problems.push(messageOf(error));
  }
  return { step, startedAt, healedAt, endedAt: since(), late, problems };
}

/** The tasks accepted so far whose end is not told within the bound. */
async function lateTasks({ ledger, book, bound }: Rig, knownLate: ReadonlySet<string>): Promise<readonly string[]> {
  const runs = new Map<string, number>();
  for (const promise of ledger.entries) {
    const run = promise.kind === 'replayed' ? promise.run : 1;
    runs.set(promise.taskId, Math.max(runs.get(promise.taskId) ?? 1, run));
  }
  const time = AbortSignal.timeout(bound);
  setMaxListeners(0, time);
  const open = [...runs].filter(([taskId]) => !knownLate.has(taskId));
  await Promise.all(open.map(([taskId, run]) => book.ended(taskId, run, time)));
  return open.filter(([taskId, run]) => (book.latest(taskId)?.run ?? 0) < run).map(([taskId]) => taskId);
}
