import type { MongoServer } from '@safelight-tooling/test-services';
import { type Collection, MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import { type MongoOptions, MongoTaskRepository } from '../../src/index.ts';

/** A document as anyone may have written it. */
interface RawDocument {
  readonly _id: string;
  readonly [field: string]: unknown;
}

/** An empty database of a test's own; what was connected is closed when the test ends. */
export interface Store {
  /** The documents as they are kept. */
  readonly raw: Collection<RawDocument>;
  /** A repository with a client of its own, as another process would have it; or on the `db` that is given. */
  connect(options?: Partial<MongoOptions>): MongoTaskRepository;
}

/** A {@link Store} on the server. */
export function storeOn(server: MongoServer): Store {
  const database = server.databaseName();
  const client = new MongoClient(server.url, { serverSelectionTimeoutMS: 5_000 });
  const repositories: MongoTaskRepository[] = [];
  onTestFinished(async () => {
    await Promise.all(repositories.map((repository) => repository.close()));
    await client.close();
  });
  return {
    raw: client.db(database).collection('tasks'),
    connect(options = {}) {
      const repository = new MongoTaskRepository(
        options.db === undefined ? { url: server.url, database, ...options } : options,
      );
      repositories.push(repository);
      return repository;
    },
  };
}

/** What the work rejects with; fails where it does not. */
export async function rejection(work: Promise<unknown>): Promise<unknown> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('value' in outcome) throw new Error(`This must reject; it gave ${JSON.stringify(outcome.value)}.`);
  return outcome.error;
}

/** Freezes the server and resolves once it is: the signal takes a moment to reach all its threads. */
export async function freeze(server: MongoServer): Promise<void> {
  await server.pause();
  const limits = { serverSelectionTimeoutMS: 200, connectTimeoutMS: 200, socketTimeoutMS: 200 };
  const client = new MongoClient(server.url, limits);
  const answers = (): Promise<boolean> =>
    client
      .connect()
      .then(() => client.db().command({ ping: 1 }))
      .then(
        () => true,
        () => false,
      );
  while (await answers());
  await client.close();
}
