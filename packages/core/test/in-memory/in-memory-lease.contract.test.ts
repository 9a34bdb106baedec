import { leaseContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { AServer } from './a-server.ts';

leaseContract({
  runner: { describe, it },
  adapter: 'InMemoryLease',
  async create({ log }) {
    const ttl = 100;
    const one = new AServer(log, { leaseTtl: ttl });
    const { cut, mend } = one;
    return {
      timing: { ttl },
      async connect() {
        const { lease, process } = one.connect();
        return {
          lease,
          kill: async () => process.kill(),
          pause: async () => process.pause(),
          resume: async () => process.resume(),
        };
      },
      probe: { cut, mend },
      close: () => one.close(),
    };
  },
});
