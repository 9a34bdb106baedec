import { eventBusContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Redis } from 'ioredis';
import { describe, it } from 'vitest';
import { RedisPubSubEventBus } from '../src/redis-pubsub-event-bus.ts';
import { FlakyWire } from './support/flaky-wire.ts';

describeWithRedis('on a real Redis', (server) => {
  eventBusContract({
    runner: { describe, it },
    adapter: 'RedisPubSubEventBus',
    create: async ({ log }) => {
      const channel = server.namespace();
      const wire = await FlakyWire.to(server.url);
      const buses: RedisPubSubEventBus[] = [];
      // The probe reaches Redis by itself, whatever is done to the wire of the clients.
      const [speaker, listener] = [new Redis(server.url), new Redis(server.url)];
      const heard: string[] = [];
      listener.on('message', (_channel, text) => heard.push(text));
      await listener.subscribe(channel);
      return {
        connect: async () => {
          const bus = new RedisPubSubEventBus({ url: wire.url, channel, logger: log });
          buses.push(bus);
          return bus;
        },
        probe: {
          heard: async () => heard,
          inject: async (text) => void (await speaker.publish(channel, text)),
          loseNext: async () => wire.loseNext('message'),
          cut: async () => wire.cut(),
          mend: async () => wire.mend(),
        },
        close: async () => {
          await Promise.all(buses.map((bus) => bus.close()));
          await Promise.all([speaker.quit(), listener.quit()]);
          await wire.close();
        },
      };
    },
  });
});
