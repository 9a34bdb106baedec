import { describe, expect, it } from 'vitest';
import { contest, interleave, ratioOf } from '../src/runner/contest.ts';

/** Contestants that only note that it was their turn. */
function noting(names: readonly string[]) {
  const order: string[] = [];
  const contestants = names.map((name) => ({
    name,
    prepare: () => void order.push(`prepare ${name}`),
    run: async () => order.push(name),
  }));
  return { contestants, order, runs: () => order.filter((entry) => !entry.startsWith('prepare')) };
}

const names = ['a', 'b', 'c', 'd'];
const roundsOf = (runs: readonly string[]): string[] =>
  Array.from({ length: runs.length / names.length }, (_none, round) =>
    runs.slice(round * names.length, (round + 1) * names.length).join(''),
  );

describe('a contest', () => {
  it('lets everyone run once in each round, in an order that changes', async () => {
    const { contestants, runs } = noting(names);
    await interleave({ contestants, rounds: 12, warmups: 0 });
    const rounds = roundsOf(runs());
    expect(rounds).toHaveLength(12);
    for (const round of rounds) expect([...round].sort().join('')).toBe('abcd');
    expect(new Set(rounds).size).toBeGreaterThan(4);
    expect(new Set(rounds.map(([first]) => first)).size).toBeGreaterThan(2);
  });

  it('has the same order with the same seed, another with another', async () => {
    const orderWith = async (seed: number): Promise<readonly string[]> => {
      const { contestants, runs } = noting(names);
      await interleave({ contestants, rounds: 8, seed });
      return runs();
    };
    expect(await orderWith(5)).toEqual(await orderWith(5));
    expect(await orderWith(5)).not.toEqual(await orderWith(6));
  });

  it('runs the warm-ups without counting them, and prepares before each run', async () => {
    const { contestants, order, runs } = noting(['a', 'b']);
    const said: string[] = [];
    const results = await interleave({ contestants, rounds: 3, warmups: 2, log: (progress) => said.push(progress) });
    expect(runs()).toHaveLength(10);
    expect([...results.values()].map((values) => values.length)).toEqual([3, 3]);
    expect(said).toEqual(['warming up', 'warming up', 'round 1 of 3', 'round 2 of 3', 'round 3 of 3']);
    for (const [at, entry] of order.entries()) {
      if (!entry.startsWith('prepare')) expect(order[at - 1]).toBe(`prepare ${entry}`);
    }
  });

  it('measures the run and not its preparation', async () => {
    const busy = (ms: number) => () => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    };
    const work = (ms: number) => async () => busy(ms)();
    const result = await contest({
      contestants: [
        { name: 'quick', prepare: busy(80), run: work(1) },
        { name: 'slow', run: work(40) },
      ],
      rounds: 5,
      reference: 'quick',
    });
    expect(result.times.get('quick')?.median).toBeLessThan(60);
    expect(result.timesAsFast('quick', 'slow').ofMedians).toBeGreaterThan(2);
    expect(result.ofReference.get('quick')?.ofMedians).toBe(1);
    expect(() => result.timesAsFast('quick', 'nobody')).toThrow(/No contestant is called "nobody"/);
  });

  it('refuses two contestants of one name', async () => {
    const { contestants } = noting(['a', 'a']);
    await expect(interleave({ contestants, rounds: 1 })).rejects.toThrow(/one name/);
  });

  it('ends with the first failure', async () => {
    const failing = { name: 'a', run: () => Promise.reject(new Error('no such file')) };
    await expect(interleave({ contestants: [failing], rounds: 1 })).rejects.toThrow('no such file');
  });
});

describe('a ratio', () => {
  it('is that of the medians; its quartiles are those of the rounds', () => {
    const ratio = ratioOf([20, 30, 100, 40, 10], [10, 10, 10, 10, 10]);
    expect(ratio).toEqual({ ofMedians: 3, median: 3, lower: 2, upper: 4, count: 5 });
    // Here the two differ: no round's own ratio is that of the medians.
    expect(ratioOf([10, 20, 90], [1, 10, 30])).toMatchObject({ ofMedians: 2, median: 3 });
  });

  it('needs a pair of values in each round', () => {
    expect(() => ratioOf([1, 2], [1])).toThrow(/pair of values/);
    expect(() => ratioOf([], [])).toThrow(/no values/);
  });
});
