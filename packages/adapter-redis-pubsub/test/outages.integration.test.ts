import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { expect, it, vi } from 'vitest';
import type { RedisPubSubEventBus } from '../src/index.ts';
import { Bench } from './support/bench.ts';
import { anEvent, Ear } from './support/ear.ts';

async function subscribers(bench: Bench): Promise<unknown> {
  const [, count] = await bench.foreign.pubsub('NUMSUB', bench.channel);
  return count;
}

/** Resolves once the channel has this many subscribers. */
function untilSubscribed(bench: Bench, count: number): Promise<void> {
  return vi.waitFor(async () => expect(await subscribers(bench)).toBe(count), { timeout: 10_000 });
}

async function expectHeard(bus: RedisPubSubEventBus, ear: Ear, done: number): Promise<void> {
  await bus.publish([anEvent('a1', done)]);
  await ear.until(anEvent('a1', done));
}

describeWithRedis(
  'the event bus, after an outage',
  (server) => {
    it('a bus whose Redis was killed and started again hears and is heard again', async () => {
      await using bench = await Bench.on(server);
      const [talker, listener] = [bench.bus({ url: server.url }), bench.bus({ url: server.url })];
      const ear = await Ear.of(listener);
      await expectHeard(talker, ear, 1);
      await server.kill();
      await talker.publish([anEvent('a1', 2)]);
      await server.restart();
      await untilSubscribed(bench, 1);
      await expectHeard(talker, ear, 3);
      expect(bench.log.about(/can not be reached/).length).toBe(2);
    });

    it('a bus whose connections are killed again and again hears and is heard again', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ url: server.url });
      const ear = await Ear.of(bus);
      await bus.publish([anEvent('a1', 1)]);
      // Between two rounds it may be connected, subscribing or waiting: it must get through from each.
      for (let round = 0; round < 20; round++) await bench.killConnections();
      await untilSubscribed(bench, 1);
      await expectHeard(bus, ear, 2);
    });

    it('a connection that vanished without a word is found out and replaced', async () => {
      await using bench = await Bench.on(server);
      const bus = bench.bus({ heartbeat: 50, connectTimeout: 200 });
      const ear = await Ear.of(bus);
      bench.wire.swallow();
      await vi.waitFor(() => expect(bench.log.about(/reached again/)).toHaveLength(1), { timeout: 5_000 });
      await untilSubscribed(bench, 1);
      await expectHeard(bus, ear, 1);
    });

    it('a subscription that Redis refuses for a while is made as soon as it is allowed', async () => {
      await using bench = await Bench.on(server);
      const user = bench.channel;
      await bench.foreign.call('ACL', 'SETUSER', user, 'on', '>secret', 'allchannels', '+@all');
      const bus = bench.bus({ url: bench.wire.url.replace('redis://', `redis://${user}:secret@`) });
      const ear = await Ear.of(bus);
      await bench.foreign.call('ACL', 'SETUSER', user, 'resetchannels'); // which also ends its subscriptions
      await vi.waitFor(() => expect(bench.log.about(/could not be subscribed/).length).toBeGreaterThan(0));
      await bench.foreign.call('ACL', 'SETUSER', user, 'allchannels');
      await untilSubscribed(bench, 1);
      await expectHeard(bus, ear, 1);
      await bench.foreign.call('ACL', 'DELUSER', user);
    });
  },
  { owned: true },
);
