import { messageOf } from '@safelight/core';
import type { Client } from '../client/client.ts';
import type { Ledger } from '../client/ledger.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { within } from '../fleet/within.ts';
import { randomOf, type Step } from '../plan/plan.ts';
import type { Book } from '../receiver/book.ts';
import type { Check, Stage } from '../scenarios/scenario.ts';
import type { LateTasks } from './late-tasks.ts';
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
export async function runStep(rig: Rig, step: Step, lateTasks: LateTasks): Promise<StepResult> {
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
  const { late, delay } = await lateTasks.after(rig.bound);
  try {
    problems.push(...(await check()));
  } catch (error) {
    problems.push(messageOf(error));
  }
  return { step, startedAt, healedAt, delay, endedAt: since(), late, problems };
}
