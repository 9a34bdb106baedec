import { type DomainEvent, parseEvent } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { expect, it, vi } from 'vitest';
import { Bench } from './support/bench.ts';
import { anEvent } from './support/ear.ts';

/** What a busy machine may add, in milliseconds. */
const slack = 700;
/** Less than the second that `publish` waits when it waits. */
const atOnce = slack;

/** Milliseconds that it takes. */
async function timed(work: Promise<void>): Promise<number> {
  const started = performance.now();
  await work;
  return performance.now() - started;
}

describeWithRedis(
  'the event bus, publishing',
  (server) => {
    it('sends JSON that a foreign subscriber reads with the names of the wire', async () => {
      await using bench = await Bench.on(server);
      const texts = await bench.overhear();
      const event: DomainEvent = {
        eventType: 'task.completed',
        taskId: 'a1',
        eventId: 'a1.1.1.task.completed',
        timestamp: 1_700_000_000_000,
        run: 1,
        attempt: 1,
        version: 4,
        schemaVersion: 1,
        metadata: { productId: 42 },
        images: [
          {
            resolution: '800',
            path: '/output/a/800/d41d8cd98f00b204e9800998ecf8427e.jpg',
            md5: 'd41d8cd98f00b204e9800998ecf8427e',
            size: 10,
            width: 800,
            height: 600,
            format: 'jpeg',
          },
        ],
        processingTime: 12.5,
      };
      await bench.bus().publish([event]);
      await vi.waitFor(() => expect(texts).toHaveLength(1));
      expect(JSON.parse(texts[0] ?? '')).toEqual(event);
    });

    it('connects at the first publish, once, and hangs up at close', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus();
      expect(await bench.connections()).toEqual([]);
      await Promise.all([bus.publish([anEvent('a1', 1)]), bus.publish([anEvent('a1', 2)])]);
      expect(await bench.connections()).toEqual(['safelight-publisher']);
      expect(bus.stats()).toMatchObject({ published: 2, lost: 0, waiting: 0 });
      await bus.close();
      await vi.waitFor(async () => expect(await bench.connections()).toEqual([]));
    });

    it('sends what was handed over just before close', async () => {
      await using bench = await Bench.on(server);
      const texts = await bench.overhear();
      const bus = bench.bus();
      const published = Array.from({ length: 1_000 }, (_, n) => bus.publish([anEvent('a1', n + 1)]));
      await bus.close();
      await Promise.all(published);
      await vi.waitFor(() => expect(texts).toHaveLength(1_000));
      expect(bench.log.about(/could not be published/)).toEqual([]);
    });

    it('resolves while Redis is down, logs the outage once, and sends in order when it is back', async () => {
      await using bench = await Bench.on(server);
      const texts = await bench.overhear();
      const bus = bench.bus();
      await bus.publish([anEvent('a1', 1)]);
      bench.wire.cut();
      await vi.waitFor(() => expect(bench.log.about(/can not be reached/)).toHaveLength(1));
      for (let n = 2; n <= 20; n++) expect(await timed(bus.publish([anEvent('a1', n)]))).toBeLessThan(atOnce);
      expect(bus.stats()).toMatchObject({ published: 1, waiting: 19, lost: 0 });
      bench.wire.mend();
      await vi.waitFor(() => expect(texts).toHaveLength(20), { timeout: 5_000 });
      expect(texts.map(parseEvent)).toEqual(Array.from({ length: 20 }, (_, n) => anEvent('a1', n + 1)));
      expect(bench.log.about(/can not be reached/)).toHaveLength(1);
      expect(bench.log.about(/reached again/)).toHaveLength(1);
    });

    it('keeps a bounded number of events meanwhile, and logs each older one with type and task', async () => {
      await using bench = await Bench.on(server);
      const texts = await bench.overhear();
      const bus = bench.bus({ publishBuffer: 3 });
      bench.wire.cut();
      await bus.publish(Array.from({ length: 5 }, (_, n) => anEvent(`a${n + 1}`)));
      const dropped = bench.log.about(/could not be published/);
      expect(dropped.map(({ level, fields }) => [level, fields.eventType, fields.taskId])).toEqual([
        ['warn', 'task.progress', 'a1'],
        ['warn', 'task.progress', 'a2'],
      ]);
      expect(bus.stats()).toMatchObject({ waiting: 3, lost: 2 });
      bench.wire.mend();
      await vi.waitFor(() => expect(texts).toHaveLength(3), { timeout: 5_000 });
      expect(texts.map((text) => parseEvent(text).taskId)).toEqual(['a3', 'a4', 'a5']);
    });

    it('resolves within its bound where Redis never was, and gives up at close what still waits', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ url: 'redis://127.0.0.1:1', publishTimeout: 300 });
      expect(await timed(bus.publish([anEvent('a1')]))).toBeLessThan(300 + slack);
      expect(await timed(bus.publish([anEvent('a2')]))).toBeLessThan(atOnce);
      await bus.close();
      await bus.publish([anEvent('a3')]);
      const lost = bench.log.about(/could not be published/).map(({ fields }) => fields.taskId);
      expect(lost).toEqual(['a1', 'a2', 'a3']);
    });

    it('resolves within its bound when Redis hangs, sends nothing twice, and goes on afterwards', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ publishTimeout: 200 });
      await bus.publish([anEvent('a1')]);
      await server.pause();
      expect(await timed(bus.publish([anEvent('hung')]))).toBeLessThan(200 + slack);
      await bus.publish([anEvent('later')]);
      await server.resume();
      const texts = await bench.overhear();
      await vi.waitFor(() => expect(bus.stats()).toMatchObject({ published: 2, lost: 1, waiting: 0 }), {
        timeout: 5_000,
      });
      expect(texts.filter((text) => text.includes('hung')).length).toBeLessThanOrEqual(1);
      expect(bench.log.about(/could not be published/).map(({ fields }) => fields.taskId)).toEqual(['hung']);
    });

    it('logs an event that Redis refuses, and sends the next', async () => {
      await using bench = await Bench.on(server);
      const user = bench.channel;
      await bench.foreign.call('ACL', 'SETUSER', user, 'on', '>secret', 'resetchannels', '+@all');
      const url = bench.wire.url.replace('redis://', `redis://${user}:secret@`);
      const bus = bench.bus({ url });
      await bus.publish([anEvent('refused')]);
      expect(bench.log.about(/could not be published/)).toMatchObject([
        { level: 'warn', fields: { taskId: 'refused', eventType: 'task.progress', channel: bench.channel } },
      ]);
      await bench.foreign.call('ACL', 'SETUSER', user, 'allchannels');
      await bus.publish([anEvent('taken')]);
      expect(bus.stats()).toMatchObject({ published: 1, lost: 1 });
      await bench.foreign.call('ACL', 'DELUSER', user);
    });
  },
  { owned: true },
);
