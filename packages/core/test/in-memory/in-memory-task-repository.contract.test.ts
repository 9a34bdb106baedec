import { taskRepositoryContract } from '@safelight/contracts';
import { describe, it } from 'vitest';
import { AServer } from './a-server.ts';

taskRepositoryContract({
  runner: { describe, it },
  adapter: 'InMemoryTaskRepository',
  features: { durability: false },
  async create({ log }) {
    const one = new AServer(log);
    const { cut, mend } = one;
    return {
      connect: async () => one.connect().repository,
      probe: { document: async (id) => one.server.tasks.get(id), cut, mend },
      close: () => one.close(),
    };
  },
});
