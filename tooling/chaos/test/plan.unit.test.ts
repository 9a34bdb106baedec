import { expect, it } from 'vitest';
import { plan, randomOf } from '../src/plan/plan.ts';
import type { Scenario } from '../src/scenarios/scenario.ts';

function scenario(name: string, more: Partial<Scenario> = {}): Scenario {
  return { name, shows: '', takes: 4_000, inject: async () => async () => [], ...more };
}

const some = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => scenario(name));
const namesOf = (steps: ReturnType<typeof plan>): string => steps.map((step) => step.scenario.name).join('');

it('runs each scenario once where no time is named', () => {
  expect([...namesOf(plan(some, { seed: 1 }))].sort().join('')).toBe('abcdef');
});

it('is the same for the same seed, and another for another', () => {
  const orders = [1, 2, 3, 4, 5].map((seed) => namesOf(plan(some, { seed, minutes: 5 })));
  expect(orders).toEqual([1, 2, 3, 4, 5].map((seed) => namesOf(plan(some, { seed, minutes: 5 }))));
  expect(new Set(orders).size).toBe(5);
});

it('fills the time with further turns, each in another order', () => {
  const steps = plan(some, { seed: 7, minutes: 3 });
  // 4 s of harm and 6 s of recovery each: 18 fit into three minutes.
  expect(steps).toHaveLength(18);
  expect(steps.map(({ turn }) => turn)).toEqual([1, 2, 3].flatMap((turn) => Array(6).fill(turn)));
  expect(new Set([0, 6, 12].map((from) => namesOf(steps.slice(from, from + 6)))).size).toBe(3);
  expect(steps.map(({ at }) => at)).toEqual(steps.map((_, index) => index * 10_000));
});

it('ends before a scenario that the time has no place for, but runs one at least', () => {
  expect(plan(some, { seed: 1, minutes: 0.25 })).toHaveLength(2);
  expect(plan([scenario('long', { takes: 60_000 })], { seed: 1, minutes: 0.5 })).toHaveLength(1);
});

it('puts those that need other settings last, side by side', () => {
  const special = [scenario('y', { settings: { clockOffset: 1 } }), scenario('z', { settings: { clockOffset: 1 } })];
  for (const seed of [1, 2, 3, 4]) {
    expect(namesOf(plan([...special, ...some], { seed })).slice(-2)).toMatch(/^(yz|zy)$/);
  }
});

it('gives each turn of each scenario its own numbers, which the seed repeats', () => {
  const numbers = (name: string, turn: number, seed: number): string => {
    const random = randomOf({ scenario: scenario(name), turn }, seed);
    return [random(), random(), random()].join();
  };
  expect(numbers('a', 1, 9)).toBe(numbers('a', 1, 9));
  expect(new Set([numbers('a', 1, 9), numbers('a', 2, 9), numbers('b', 1, 9), numbers('a', 1, 8)]).size).toBe(4);
});
