import { describe, expect, it } from 'vitest';
import { Abort } from '../../src/application/abort.ts';
import { VirtualClock } from '../../src/testing/index.ts';

describe('the virtual clock', () => {
  it('fires timers in their order, each at its time, and stands still otherwise', async () => {
    const clock = new VirtualClock({ startAt: 1_000 });
    const fired: string[] = [];
    for (const [name, ms] of [
      ['c', 300],
      ['a', 100],
      ['b', 100],
      ['d', 5_000],
    ] as const) {
      void clock.runtime.sleep(ms).then(() => fired.push(`${name} ${clock.now()}`));
    }
    expect(clock.now()).toBe(1_000);
    await clock.advance(1_000);
    expect(fired).toEqual(['a 1100', 'b 1100', 'c 1300']);
    expect(clock.now()).toBe(2_000);
  });

  it('lets all that a timer sets going come to rest before the next one', async () => {
    const clock = new VirtualClock();
    let depth = 0;
    void clock.runtime.sleep(1).then(async () => {
      for (let i = 0; i < 1_000; i++) await Promise.resolve();
      depth = 1_000;
    });
    let seen = -1;
    void clock.runtime.sleep(2).then(() => {
      seen = depth;
    });
    await clock.advance(2);
    expect(seen).toBe(1_000);
  });

  it('wakes a sleeper whose signal aborts, and fires no timer for it', async () => {
    const clock = new VirtualClock();
    const abort = new Abort();
    let woke = 0;
    void clock.runtime.sleep(1_000, abort.signal).then(() => woke++);
    await clock.advance(10);
    abort.abort('enough');
    await clock.advance(0);
    expect(woke).toBe(1);
    await clock.advance(10_000);
    expect(woke).toBe(1);
  });

  it('tells whether the condition came true within the limit', async () => {
    const clock = new VirtualClock();
    let isReady = false;
    void clock.runtime.sleep(500).then(() => {
      isReady = true;
    });
    expect(await clock.runUntil(() => isReady, 100)).toBe(false);
    expect(await clock.runUntil(() => isReady, 1_000)).toBe(true);
  });

  it('gives the same ids and chance for the same seed', () => {
    const of = (seed: number): unknown[] => {
      const { runtime } = new VirtualClock({ seed });
      return [runtime.newId(), runtime.random(), runtime.newId()];
    };
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });
});
