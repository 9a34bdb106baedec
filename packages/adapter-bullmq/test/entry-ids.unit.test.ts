import { describe, expect, it } from 'vitest';
import { compareIds, timeOf } from '../src/entry-ids.ts';
import type { StreamView } from '../src/event-stream.ts';
import { isGap, whereToGoOn } from '../src/reader-state.ts';

const view: StreamView = {
  generation: 'g1',
  saved: undefined,
  firstId: '100-0',
  lastId: '200-3',
  wasCut: true,
  entries: [],
  count: 0,
  upTo: undefined,
};

describe('entry ids', () => {
  it('are compared as numbers, not as text', () => {
    expect(compareIds('9-0', '10-0')).toBeLessThan(0);
    expect(compareIds('10-10', '10-9')).toBeGreaterThan(0);
    expect(compareIds('10-1', '10-1')).toBe(0);
    expect(timeOf('1700000000000-7')).toBe(1_700_000_000_000);
  });
});

describe('where a reader goes on', () => {
  it('is its own place, else the saved one, and nowhere after a loss', () => {
    expect(whereToGoOn(undefined, view)).toBeUndefined();
    expect(whereToGoOn(undefined, { ...view, saved: '150-0' })).toBe('150-0');
    expect(whereToGoOn({ generation: 'g1', id: '160-0' }, { ...view, saved: '150-0' })).toBe('160-0');
    expect(whereToGoOn({ generation: 'g0', id: '160-0' }, { ...view, saved: '150-0' })).toBeUndefined();
  });
});

describe('a gap', () => {
  it.each([
    ['nowhere', undefined, view, true],
    ['within the stream', '150-0', view, false],
    ['at its first entry', '100-0', view, false],
    ['at its end', '200-3', view, false],
    ['before its first entry', '99-0', view, true],
    ['beyond its end', '200-4', view, true],
    ['before all of a stream that was cut', '0-0', view, true],
    ['before all of a stream that is whole', '0-0', { ...view, wasCut: false }, false],
    ['at the end of a stream that was emptied', '200-3', { ...view, firstId: undefined }, false],
    ['before the end of a stream that was emptied', '200-2', { ...view, firstId: undefined }, true],
    ['somewhere in a stream that is gone', '1-0', { ...view, firstId: undefined, lastId: '0-0', wasCut: false }, true],
  ])('for a reader %s: %s', (_where, from, seen, expected) => {
    expect(isGap(from, seen)).toBe(expected);
  });
});
