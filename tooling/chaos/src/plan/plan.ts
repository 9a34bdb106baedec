import { hash32 } from '@safelight/core';
import { type Random, seededRandom } from '@safelight/core/testing';
import type { Scenario } from '../scenarios/scenario.ts';
import { shuffled } from './chance.ts';

/** One turn of a scenario. */
export interface Step {
  readonly scenario: Scenario;
  /** From 1; each turn of a scenario goes another way. */
  readonly turn: number;
  /** About when it ends, in milliseconds since the first step begins. */
  readonly until: number;
}

/** About how long it takes until a scenario's tasks are settled and its processes are back, in milliseconds. */
const recovery = 4_000;

/**
 * The schedule, without an end: each scenario once, in an order that the seed decides, and then again in another
 * order. Those that need other settings come after each other, since each change starts all processes anew.
 */
export function* schedule(scenarios: readonly Scenario[], seed: number): Generator<Step, never> {
  let until = 0;
  for (let turn = 1; ; turn++) {
    for (const scenario of inOrder(scenarios, seededRandom(seed, turn))) {
      until += scenario.takes + recovery;
      yield { scenario, turn, until };
    }
  }
}

/**
 * True if the step is still to be run. What the estimates have place for is run also where the machine is slow; where
 * it is quick, there is more.
 *
 * @param minutes how long the faults are to go on; undefined: until each scenario has had its turn
 * @param elapsed milliseconds since the first step began
 */
export function isDue({ scenario, turn, until }: Step, minutes: number | undefined, elapsed: number): boolean {
  if (minutes === undefined) return turn === 1;
  const end = minutes * 60_000;
  return until <= end || elapsed + scenario.takes + recovery <= end;
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
