import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedQueue } from '../src/bounded-queue.ts';

type Step = { push: number } | { take: number } | 'shift';

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ push: fc.nat() }) },
  { weight: 2, arbitrary: fc.constant<Step>('shift') },
  { weight: 1, arbitrary: fc.record({ take: fc.nat(5) }) },
);

describe('BoundedQueue', () => {
  it('does what an array with a limit does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
        const queue = new BoundedQueue<number>(limit);
        const model: number[] = [];
        for (const one of steps) {
          if (one === 'shift') expect(queue.shift()).toBe(model.shift());
          else if ('take' in one) expect(queue.take(one.take)).toEqual(model.splice(0, one.take));
          else {
            model.push(one.push);
            expect(queue.push(one.push)).toBe(model.length > limit ? model.shift() : undefined);
          }
          expect(queue.size).toBe(model.length);
        }
      }),
    );
  });
});
