import { expect, it } from 'vitest';
import { isDue, randomOf, type Step, schedule } from '../src/plan/plan.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';

function scenario(name: string, more: Partial<Scenario> = {}): Scenario {
  return { name, shows: '', takes: 4_000, inject: async () => async () => [], ...more };
}

const some = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => scenario(name));
const namesOf = (steps: readonly Step[]): string => steps.map((step) => step.scenario.name).join('');

/** The first steps of a schedule. */
function first(count: number, seed: number, scenarios: readonly Scenario[] = some): readonly Step[] {
  const steps = schedule(scenarios, seed);
  return Array.from({ length: count }, () => steps.next().value);
}

it('gives each scenario a turn before any has another, each time in another order', () => {
  const steps = first(18, 7);
  expect(steps.map(({ turn }) => turn)).toEqual([1, 2, 3].flatMap((turn) => Array<number>(6).fill(turn)));
  const turns = [0, 6, 12].map((from) => namesOf(steps.slice(from, from + 6)));
  for (const turn of turns) expect([...turn].sort().join('')).toBe('abcdef');
  expect(new Set(turns).size).toBe(3);
});

it('is the same for the same seed, and another for another', () => {
  const orders = [1, 2, 3, 4, 5].map((seed) => namesOf(first(18, seed)));
  expect(orders).toEqual([1, 2, 3, 4, 5].map((seed) => namesOf(first(18, seed))));
  expect(new Set(orders).size).toBe(5);
});

it('puts those that need other settings last, side by side', () => {
  const special = [scenario('y', { settings: { clockOffset: 1 } }), scenario('z', { settings: { clockOffset: 1 } })];
  for (const seed of [1, 2, 3, 4]) {
    expect(namesOf(first(8, seed, [...special, ...some])).slice(-2)).toMatch(/^(yz|zy)$/);
  }
});

it('without a time ends when each has had its turn', () => {
  expect(first(8, 1).filter((step) => isDue(step, undefined, 0))).toHaveLength(6);
});

it('runs what the estimates have place for however slow it is, and more where it is quick', () => {
  // 4 s of harm and 4 s of recovery each.
  const steps = first(20, 1);
  expect(steps.map(({ until }) => until)).toEqual(steps.map((_, index) => (index + 1) * 8_000));
  const slow = steps.filter((step) => isDue(step, 1, 600_000));
  expect(slow).toHaveLength(7);
  const next = steps[7];
  if (next === undefined) throw new Error('The schedule has an end.');
  expect(isDue(next, 1, 52_000)).toBe(true);
  expect(isDue(next, 1, 52_001)).toBe(false);
});

it('gives each turn of each scenario its own numbers, which the seed repeats', () => {
  const numbers = (name: string, turn: number, seed: number): string => {
    const random = randomOf({ scenario: scenario(name), turn }, seed);
    return [random(), random(), random()].join();
  };
  expect(numbers('a', 1, 9)).toBe(numbers('a', 1, 9));
  expect(new Set([numbers('a', 1, 9), numbers('a', 2, 9), numbers('b', 1, 9), numbers('a', 1, 8)]).size).toBe(4);
});
