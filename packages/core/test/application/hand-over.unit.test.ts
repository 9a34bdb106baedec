import { anEvent } from '@safelight/contracts';
import { describe, expect, it } from 'vitest';
import { HandOver } from '../../src/application/hand-over.ts';
import { defaultQueue, type EventBus, type FactBatch } from '../../src/index.ts';

function batch(position: string): FactBatch {
  return { partition: defaultQueue, facts: [], position, gap: false };
}

/** A bus and a place for positions that end when they are told to, and what was begun with them so far. */
function setUp() {
  const begun: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const begin = (what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      begun.push(what);
      ends.set(what, (error) => (error ? reject(error) : resolve()));
    });
  const bus: EventBus = {
    publish: (events) => begin(`publish ${events.map(({ taskId }) => taskId).join()}`),
    subscribe: async () => async () => {},
    close: async () => {},
  };
  return {
    handOver: new HandOver(bus, ({ position }) => begin(`save ${position}`)),
    begun,
    /** Ends what was begun, and lets everything run that waits for it. */
    async end(what: string, error?: Error) {
      ends.get(what)?.(error);
      await settled();
    },
  };
}

/** Whatever can run has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('handing over', () => {
  it('saves a position only once its events are published, and lets one batch be on its way meanwhile', async () => {
    const { handOver, begun, end } = setUp();
    await handOver.take([anEvent('a')], batch('1'));
    let isSecondTaken = false;
    const second = handOver.take([anEvent('b')], batch('2')).then(() => {
      isSecondTaken = true;
    });
    await settled();
    expect([begun, isSecondTaken]).toEqual([['publish a'], false]);
    await end('publish a');
    await second;
    expect(begun).toEqual(['publish a', 'save 1', 'publish b']);
  });

  it('covers with the last position all that came while one was being saved', async () => {
    const { handOver, begun, end } = setUp();
    for (const position of ['1', '2', '3']) {
      await handOver.take([anEvent(position)], batch(position));
      await end(`publish ${position}`);
    }
    await end('save 1');
    expect(begun.filter((what) => what.startsWith('save'))).toEqual(['save 1', 'save 3']);
  });

  it('is done only when all is published and the last position is saved', async () => {
    const { handOver, end } = setUp();
    await handOver.take([anEvent('a')], batch('1'));
    let isDone = false;
    const done = handOver.done().then(() => {
      isDone = true;
    });
    await end('publish a');
    expect(isDone).toBe(false);
    await end('save 1');
    await done;
  });

  it('tells what a position could not be saved with, to the next batch and at the end', async () => {
    const { handOver, begun, end } = setUp();
    await handOver.take([anEvent('a')], batch('1'));
    await end('publish a');
    await end('save 1', new Error('no place'));
    await expect(handOver.take([anEvent('b')], batch('2'))).rejects.toThrow('no place');
    await expect(handOver.done()).rejects.toThrow('no place');
    expect(begun).toEqual(['publish a', 'save 1']);
  });
});
