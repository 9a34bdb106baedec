import { describe, expect, it } from 'vitest';
import { Once } from '../src/once.ts';

describe('work done once', () => {
  it('is done once for all who ask', async () => {
    let times = 0;
    const once = new Once(async () => void times++);
    await Promise.all([once.done(), once.done()]);
    await once.done();
    expect(times).toBe(1);
  });

  it('is tried again by the next who asks after it failed', async () => {
    let times = 0;
    const once = new Once(async () => {
      times++;
      if (times === 1) throw new Error('not yet');
    });
    await Promise.all([1, 2].map(() => expect(once.done()).rejects.toThrow('not yet')));
    await once.done();
    expect(times).toBe(2);
  });
});
