import { taskCacheContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { AServer } from './a-server.ts';

taskCacheContract({
  runner: { describe, it },
  adapter: 'InMemoryTaskCache',
  features: { foreignEntries: false },
  async create({ log }) {
    const one = new AServer(log);
    const { cut, mend } = one;
    return {
      connect: async () => one.connect().cache,
      probe: { cut, mend },
      close: () => one.close(),
    };
  },
});
