import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Keyed, TimeIndex } from '../../src/in-memory/time-index.ts';

type Step = { readonly add: Keyed } | { readonly remove: Keyed } | { readonly below: Keyed };

// Few times and few ids, so that times are shared and entries are met again.
const key: fc.Arbitrary<Keyed> = fc.record({ at: fc.nat(9), id: fc.constantFrom('a', 'b', 'c', 'd') });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ add: key }) },
  { weight: 2, arbitrary: fc.record({ remove: key }) },
  { weight: 1, arbitrary: fc.record({ below: key }) },
);

function inOrder(a: Keyed, b: Keyed): number {
  return a.at - b.at || (a.id < b.id ? -1 : Number(a.id > b.id));
}

/** Entries at the same times as those of the steps. */
function filled(count: number): Keyed[] {
  return Array.from({ length: count }, (_, place) => ({
    at: place % 10,
    id: `filler-${String(place).padStart(5, '0')}`,
  }));
}

describe('TimeIndex', () => {
  it.each([0, 3_000])('does what a sorted array does, with %i entries in it before', (before) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const index = new TimeIndex();
        const fill = filled(before);
        for (const { at, id } of fill) index.add(at, id);
        let model = fill.toSorted(inOrder);
        for (const one of steps) {
          if ('add' in one) {
            if (model.some((entry) => inOrder(entry, one.add) === 0)) continue;
            index.add(one.add.at, one.add.id);
            model = [...model, one.add].sort(inOrder);
          } else if ('remove' in one) {
            const rest = model.filter((entry) => inOrder(entry, one.remove) !== 0);
            expect(index.remove(one.remove.at, one.remove.id)).toBe(rest.length < model.length);
            model = rest;
          } else {
            const earlier = model.filter((entry) => inOrder(entry, one.below) < 0);
            expect([...index.descending(one.below)]).toEqual(earlier.toReversed());
          }
          expect(index.size).toBe(model.length);
        }
        expect([...index.ascending()]).toEqual(model);
        expect([...index.descending()]).toEqual(model.toReversed());
      }),
      { numRuns: before === 0 ? 200 : 15 },
    );
  });

  it('is empty again once all is removed, in an order that empties chunks amid others', () => {
    const index = new TimeIndex();
    const entries = filled(1_500);
    for (const { at, id } of entries) index.add(at, id);
    for (const { at, id } of entries) expect(index.remove(at, id)).toBe(true);
    expect([index.size, [...index.ascending()]]).toEqual([0, []]);
    index.add(5, 'again');
    expect([...index.descending()]).toEqual([{ at: 5, id: 'again' }]);
  });
});
