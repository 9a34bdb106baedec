import { leaseContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { describe, it } from 'vitest';
import { RedisLease } from '../src/index.ts';
import { FlakyWire } from './support/flaky-wire.ts';

describeWithRedis('on a real Redis', (server) => {
  leaseContract({
    runner: { describe, it },
    adapter: 'RedisLease',
    create: async ({ log }) => {
      const prefix = `${server.namespace()}:`;
      const ttl = 1_500;
      const clients: { readonly lease: RedisLease; readonly wire: FlakyWire }[] = [];
      return {
        timing: { ttl },
        connect: async () => {
          const wire = await FlakyWire.to(server.url);
          const lease = new RedisLease({ url: wire.url, prefix, ttl, logger: log });
          clients.push({ lease, wire });
          return {
            lease,
            kill: async () => wire.cut(),
            pause: async () => wire.pause(),
            resume: async () => wire.resume(),
          };
        },
        probe: {
          cut: async () => {
            for (const { wire } of clients) wire.cut();
          },
          mend: async () => {
            for (const { wire } of clients) wire.mend();
          },
        },
        close: async () => {
          await Promise.all(clients.map(({ lease }) => lease.close()));
          await Promise.all(clients.map(({ wire }) => wire.close()));
        },
      };
    },
  });
});
