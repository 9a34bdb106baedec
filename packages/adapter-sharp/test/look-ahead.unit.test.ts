import { describe, expect, it } from 'vitest';
import { lookAhead } from '../src/look-ahead.ts';

function works() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers>();
  const work = (item: string): Promise<string> => {
    begun.push(item);
    return new Promise((resolve, reject) => {
      ends.set(item, { resolve: () => resolve(item.toUpperCase()), reject });
    });
  };
  return { begun, work, end: (item: string) => ends.get(item) };
}

interface PromiseWithResolvers {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

describe('working ahead', () => {
  it('has the next one under way while the consumer is busy, and never three', async () => {
    const { begun, work, end } = works();
    const results = lookAhead(['a', 'b', 'c'], work);
    const first = results.next();
    expect(begun).toEqual(['a', 'b']);
    end('b')?.resolve();
    end('a')?.resolve();
    expect((await first).value).toEqual(['a', 'A']);
    expect(begun).toEqual(['a', 'b']);
    const second = results.next();
    expect((await second).value).toEqual(['b', 'B']);
    expect(begun).toEqual(['a', 'b', 'c']);
    end('c')?.resolve();
    expect((await results.next()).value).toEqual(['c', 'C']);
    expect((await results.next()).done).toBe(true);
  });

  it('fails when the failed item’s turn comes, and not before', async () => {
    const { work, end } = works();
    const results = lookAhead(['a', 'b', 'c'], work);
    const first = results.next();
    end('b')?.reject(new Error('no room'));
    end('a')?.resolve();
    expect((await first).value).toEqual(['a', 'A']);
    await expect(results.next()).rejects.toThrow('no room');
    expect((await results.next()).done).toBe(true);
  });

  it('lets what runs ahead fail unheard when the consumer has left', async () => {
    const { work, end } = works();
    for await (const [item] of twoWithFirstEnded(work, end)) {
      expect(item).toBe('a');
      break;
    }
    end('b')?.reject(new Error('nobody hears this; an unhandled rejection would fail the run'));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('does nothing for nothing', async () => {
    const { begun, work } = works();
    expect((await lookAhead([], work).next()).done).toBe(true);
    expect(begun).toEqual([]);
  });
});

function twoWithFirstEnded(work: (item: string) => Promise<string>, end: ReturnType<typeof works>['end']) {
  const results = lookAhead(['a', 'b'], (item) => {
    const result = work(item);
    if (item === 'a') end('a')?.resolve();
    return result;
  });
  return results;
}
