import { hash32 } from '@safelight/core';
import { type Random, seededRandom } from '@safelight/core/testing';
import type { Scenario } from '../scenarios/scenario.ts';
import { shuffled } from './chance.ts';

/** One turn of a scenario. */
export interface Step {
  readonly scenario: Scenario;
  /** From 1; each turn of a scenario goes another way. */
  readonly turn: number;
  /** About when it begins, in milliseconds since the first one does. */
  readonly at: number;
}

/** What decides a plan. */
export interface PlanOptions {
  readonly seed: number;
  /** Absent: each scenario once. */
  readonly minutes?: number;
}

/** About how long it takes until a scenario's tasks are settled and its processes are back, in milliseconds. */
const recovery = 6_000;

/**
 * The schedule: each scenario once, in an order that the seed decides, and then again in another order, until the time
 * is used up. Those that need other settings come after each other, since each change starts all processes anew.
 * At least one step.
 */
export function plan(scenarios: readonly Scenario[], { seed, minutes }: PlanOptions): readonly Step[] {
  const steps: Step[] = [];
  const end = minutes === undefined ? Number.POSITIVE_INFINITY : minutes * 60_000;
  let at = 0;
  for (let turn = 1; minutes === undefined ? turn === 1 : at < end; turn++) {
    for (const scenario of inOrder(scenarios, seededRandom(seed, turn))) {
      if (steps.length > 0 && at + scenario.takes > end) return steps;
      steps.push({ scenario, turn, at });
      at += scenario.takes + recovery;
    }
  }
  return steps;
}

/** The numbers that decide victims and times of a step. */
export function randomOf({ scenario, turn }: Pick<Step, 'scenario' | 'turn'>, seed: number): Random {
  return seededRandom(seed, hash32(scenario.name), turn);
}

function inOrder(scenarios: readonly Scenario[], random: Random): readonly Scenario[] {
  const mixed = shuffled(random, scenarios);
  const usual = mixed.filter(({ settings }) => settings === undefined);
  const special = mixed.filter(({ settings }) => settings !== undefined);
  return [...usual, ...special];
}
