import { taskRepositoryContract } from '@safelight/contracts';
import { describeWithMongo } from '@safelight-tooling/test-services/vitest';
import { MongoClient } from 'mongodb';
import { describe, it } from 'vitest';
import { MongoTaskRepository } from '../src/index.ts';

describeWithMongo('on a real server', (server) => {
  // A server that is not ours is not ours to stop.
  const isOurs = server.source !== 'env';
  taskRepositoryContract({
    runner: { describe, it },
    adapter: `MongoTaskRepository on ${server.product} ${server.version}`,
    features: { durability: isOurs, outage: isOurs },
    create: async ({ log }) => {
      const database = server.databaseName();
      const raw = new MongoClient(server.url);
      const repositories: MongoTaskRepository[] = [];
      return {
        connect: async () => {
          const repository = new MongoTaskRepository({ url: server.url, database, timeout: 3_000, logger: log });
          repositories.push(repository);
          return repository;
        },
        probe: {
          document: async (id) =>
            (await raw.db(database).collection<{ _id: string }>('tasks').findOne({ _id: id })) ?? undefined,
          restart: () => server.restart(),
          cut: () => server.kill(),
          mend: () => server.restart(),
        },
        close: async () => {
          await Promise.all(repositories.map((repository) => repository.close()));
          await raw.close();
        },
      };
    },
  });
});
