import { taskCacheContract } from '@safelight/contracts';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Redis } from 'ioredis';
import { describe, expect, it, vi } from 'vitest';
import { RedisTaskCache } from '../src/index.ts';
import { FlakyWire } from './support/flaky-wire.ts';
import { taskAt } from './support/tasks.ts';

describeWithRedis('on a real Redis', (server) => {
  taskCacheContract({
    runner: { describe, it },
    adapter: 'RedisTaskCache',
    create: async ({ log }) => {
      const prefix = `${server.namespace()}:`;
      const wire = await FlakyWire.to(server.url);
      const direct = new Redis(server.url);
      const caches: RedisTaskCache[] = [];
      const plant = async (id: string, text: string): Promise<void> => {
        await direct.hset(`${prefix}cache:${id}`, 'version', 1, 'document', text);
        await direct.pexpire(`${prefix}cache:${id}`, 600_000);
      };
      return {
        connect: async () => {
          const cache = new RedisTaskCache({ url: wire.url, prefix, logger: log });
          caches.push(cache);
          return cache;
        },
        probe: {
          plant,
          cut: async () => wire.cut(),
          mend: async () => {
            wire.mend();
            // The clients come back by themselves, after a pause: seen from outside by what they find again.
            await plant('probe', JSON.stringify(taskAt(1, 'probe')));
            for (const cache of caches) {
              await vi.waitFor(async () => expect(await cache.get('probe')).toBeDefined(), { timeout: 10_000 });
            }
          },
        },
        close: async () => {
          await Promise.all(caches.map((cache) => cache.close()));
          await direct.quit();
          await wire.close();
        },
      };
    },
  });
});
