import { afterAll, beforeEach, describe, test } from 'vitest';
import { startMongo } from '../mongo.ts';
import type { RedisOptions, ServerOptions } from '../options.ts';
import { startRedis } from '../redis.ts';
import { isServerUnavailableError, type ServerUnavailableError } from '../resolve.ts';
import type { MongoServer, RedisServer, TestServer } from '../server.ts';
import './run-report.ts';

/** The servers of a suite. */
export interface SuiteServerSet {
  readonly redis: RedisServer;
  readonly mongo: MongoServer;
}

/** Which servers a suite needs, and how. */
export interface Needs {
  readonly redis?: RedisOptions;
  readonly mongo?: ServerOptions;
}

/** A suite on a Redis of its own (with `REDIS_URL`, on that one). See {@link describeWithServers}. */
export function describeWithRedis(
  name: string,
  define: (redis: RedisServer) => void,
  options: RedisOptions = {},
): void {
  describeOn(
    name,
    () => startRedis(options).then((redis) => [redis] as const),
    ([redis]) => define(redis),
  );
}

/** A suite on a MongoDB server of its own (with `MONGODB_URL`, on that one). See {@link describeWithServers}. */
export function describeWithMongo(
  name: string,
  define: (mongo: MongoServer) => void,
  options: ServerOptions = {},
): void {
  describeOn(
    name,
    () => startMongo(options).then((mongo) => [mongo] as const),
    ([mongo]) => define(mongo),
  );
}

/**
 * A suite on both servers: `describe`, with the servers running when `define` is called, and stopped after
 * its tests. Where this machine can have no such server, the suite's one test says which suite did not
 * run and what would change that: it is skipped, or fails when `CI` is set.
 */
export function describeWithServers(name: string, define: (servers: SuiteServerSet) => void, needs: Needs = {}): void {
  const start = async (): Promise<readonly [RedisServer, MongoServer]> => {
    const redis = await startRedis(needs.redis);
    try {
      return [redis, await startMongo(needs.mongo)];
    } catch (error) {
      await redis.stop();
      throw error;
    }
  };
  describeOn(name, start, ([redis, mongo]) => define({ redis, mongo }));
}

function describeOn<T extends readonly TestServer[]>(
  name: string,
  start: () => Promise<T>,
  define: (servers: T) => void,
): void {
  describe(name, async () => {
    const servers = await start().catch((error: unknown) => {
      if (isServerUnavailableError(error)) return error;
      throw error;
    });
    if (isServerUnavailableError(servers)) return doNotRun(servers);
    beforeEach(({ task }) => {
      task.meta.safelightServers = servers.map((server) => server.description);
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.stop()));
    });
    define(servers);
  });
}

function doNotRun(error: ServerUnavailableError): void {
  const options = { meta: { safelightNotRun: error.message } };
  if (process.env.CI) {
    test(`needs ${error.server}`, options, () => {
      throw error;
    });
  } else {
    test.skip(`not run: this machine has no ${error.server}`, options, () => {});
  }
}
