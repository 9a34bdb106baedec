import { type DomainEvent, type EventBus, isUnavailableError } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { Bench } from './support/bench.ts';
import { anEvent, Ear } from './support/ear.ts';

/** Subscribes a function that gives a promise: types allow it where a function's own type is wider. */
async function subscribeAsync(bus: EventBus, on: (event: DomainEvent) => Promise<void>): Promise<void> {
  const wider: (event: DomainEvent) => unknown = on;
  await bus.subscribe(wider);
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: () => resolve() };
}

/** Sends events past the bus, as a foreign publisher does, in as few packets as possible. */
async function flood(bench: Bench, count: number): Promise<void> {
  const pipeline = bench.foreign.pipeline();
  for (let n = 1; n <= count; n++) pipeline.publish(bench.channel, JSON.stringify(anEvent('a1', n)));
  await pipeline.exec();
}

describeWithRedis(
  'the event bus, subscribing',
  (server) => {
    it('holds one connection while someone listens, and none before and after', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      const [first, second] = await Promise.all([bus.subscribe(() => {}), bus.subscribe(() => {})]);
      expect(await bench.connections()).toEqual(['safelight-subscriber']);
      await first();
      expect(await bench.connections()).toEqual(['safelight-subscriber']);
      await second();
      await vi.waitFor(async () => expect(await bench.connections()).toEqual([]));
    });

    it('takes the settings of a connection that is given, and leaves that one alone', async () => {
      await using bench = await Bench.on(server);
      const given = new Redis(server.url, { lazyConnect: true });
      const bus = bench.busWith({ connection: given });
      const ear = await Ear.of(bus);
      await bus.publish([anEvent('a1')]);
      await ear.until(anEvent('a1'));
      expect(given.status).toBe('wait');
      await bus.close();
      expect(await given.ping()).toBe('PONG');
      given.disconnect();
    });

    it('counts, logs and passes what is no event', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      const ear = await Ear.of(bus);
      const bad = ['', 'no json', '[]', '{"taskId":"a1"}', `"${'x'.repeat(5_000)}"`, '['.repeat(20_000)];
      for (const text of bad) await bench.foreign.publish(bench.channel, text);
      await bus.publish([anEvent('a1')]);
      expect(await ear.until(anEvent('a1'))).toEqual([anEvent('a1')]);
      expect(bus.stats()).toMatchObject({ heard: bad.length + 1, malformed: bad.length });
      const lines = bench.log.about(/is no event/);
      expect(lines).toHaveLength(bad.length);
      for (const { fields } of lines) expect(String(fields.message).length).toBeLessThanOrEqual(200);
    });

    it('keeps a subscriber that throws, rejects or meddles with an event from the others', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      await bus.subscribe(() => {
        throw new Error('it throws');
      });
      await subscribeAsync(bus, async () => {
        throw new Error('it rejects');
      });
      await bus.subscribe((event) => void Object.assign(event, { taskId: 'meddled' }));
      const ear = await Ear.of(bus);
      await bus.publish([anEvent('a1', 1), anEvent('a1', 2)]);
      expect(await ear.until(anEvent('a1', 2))).toEqual([anEvent('a1', 1), anEvent('a1', 2)]);
      await vi.waitFor(() => expect(bus.stats().failedCalls).toBe(6));
      const failures = bench.log.about(/A subscriber failed/);
      expect(failures.every(({ level, fields }) => level === 'error' && fields.taskId === 'a1')).toBe(true);
      expect(failures.every(({ fields }) => fields.eventType === 'task.progress')).toBe(true);
    });

    it('waits for the promise of a subscriber before its next event, but not for ever', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ handlerTimeout: 100 });
      const order: string[] = [];
      const [third, never] = [deferred(), deferred()];
      await subscribeAsync(bus, async (event) => {
        order.push(`start of ${event.eventId}`);
        if (event.eventId === 'a1.1') await new Promise(setImmediate);
        if (event.eventId === 'a1.2') await never.promise;
        if (event.eventId === 'a1.3') third.resolve();
        order.push(`end of ${event.eventId}`);
      });
      await bus.publish([1, 2, 3].map((n) => anEvent('a1', n)));
      await third.promise;
      expect(order).toEqual(['start of a1.1', 'end of a1.1', 'start of a1.2', 'start of a1.3', 'end of a1.3']);
      expect(bench.log.about(/A subscriber failed/)).toHaveLength(1);
    });

    it('bounds what a stuck subscriber holds in memory, in a flood that a quick one hears whole', async () => {
      await using bench = await Bench.on(server);
      const [count, buffer] = [12_000, 8_000];
      const bus = bench.bus({ handlerBuffer: buffer });
      const quick = await Ear.of(bus);
      const stuck: DomainEvent[] = [];
      const work = deferred();
      await subscribeAsync(bus, async (event) => {
        stuck.push(event);
        await work.promise;
      });
      await flood(bench, count);
      expect(await quick.until(anEvent('a1', count))).toHaveLength(count);
      const skipped = count - buffer - 1;
      expect(bus.stats()).toMatchObject({ heard: count, skipped });
      expect(stuck).toEqual([anEvent('a1', 1)]);
      work.resolve();
      await vi.waitFor(() => expect(stuck.at(-1)).toEqual(anEvent('a1', count)), { timeout: 5_000 });
      const newest = Array.from({ length: buffer }, (_, n) => `a1.${skipped + 2 + n}`);
      expect(stuck.slice(1).map(({ eventId }) => eventId)).toEqual(newest);
      expect(bench.log.about(/too slow/)).toMatchObject([{ fields: { eventType: 'task.progress', taskId: 'a1' } }]);
      expect(bench.log.about(/did not get all/)).toMatchObject([{ fields: { skipped } }]);
    });

    it('lets the event loop turn while a subscriber works hard on many events', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      let calls = 0;
      await bus.subscribe(() => {
        calls += 1;
        for (const ends = performance.now() + 5; performance.now() < ends; );
      });
      const other = await Ear.of(bus);
      await flood(bench, 100);
      await other.until(anEvent('a1', 100));
      expect(calls).toBeLessThan(50);
    });

    it('fails within its bound where Redis cannot be reached, and succeeds once it can', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ connectTimeout: 300 });
      bench.wire.cut();
      const failures = await Promise.allSettled([bus.subscribe(() => {}), bus.subscribe(() => {})]);
      for (const failure of failures) {
        expect(failure.status === 'rejected' && isUnavailableError(failure.reason)).toBe(true);
      }
      bench.wire.mend();
      const ear = await Ear.of(bus);
      await bus.publish([anEvent('a1')]);
      await ear.until(anEvent('a1'));
    });

    it('is refused after close, and at once by a close that comes meanwhile', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      bench.wire.cut();
      const pending = bus.subscribe(() => {});
      await Promise.all([expect(pending).rejects.toSatisfy(isUnavailableError), bus.close()]);
      await expect(bus.subscribe(() => {})).rejects.toSatisfy(isUnavailableError);
    });
  },
  { owned: true },
);
