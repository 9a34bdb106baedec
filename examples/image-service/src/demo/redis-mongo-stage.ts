import type { FsStoreOptions } from '@safelight/adapter-fs-store';
import { type Logger, messageOf } from '@safelight/core';
import { type MongoServer, type RedisServer, startMongo, startRedis } from '@safelight-tooling/test-services';
import { composeService } from '../composition/container.ts';
import type { ImageService, RunningWorker } from '../composition/image-service.ts';
import type { Module } from '../composition/module.ts';
import { type RedisMongoSettings, redisMongoModule } from '../composition/redis-mongo-module.ts';
import { tokens } from '../composition/tokens.ts';
import type { Environment, Stage } from './stage.ts';
import { UsageError } from './usage-error.ts';
import { WorkerProcess } from './worker-process.ts';

/**
 * Real engines: the servers that REDIS_URL and MONGODB_URL name, and where one is not set a server of the
 * demo's own. The run has a namespace and a database to itself, and removes them when it closes.
 *
 * @throws {UsageError} where a server can't be had, with what to do
 */
export async function openRedisMongoStage(env: Environment): Promise<Stage> {
  const { redis, mongo } = await startServers(env);
  const engines = {
    redisUrl: redis.url,
    mongoUrl: mongo.url,
    namespace: redis.namespace(),
    database: mongo.databaseName(),
  };
  return {
    servers: [
      `Redis: ${whereabouts(redis)}, channel ${engines.namespace}-events`,
      `MongoDB: ${whereabouts(mongo)}, database ${engines.database}`,
    ],
    compose: (folders, notice, more) => serviceOn(engines, folders, notice, more),
    async close() {
      const ends = await Promise.allSettled([redis.stop(), mongo.stop()]);
      return ends.flatMap((end) =>
        end.status === 'rejected' ? [`Not all could be removed: ${messageOf(end.reason)}`] : [],
      );
    },
  };
}

async function startServers(env: Environment): Promise<{ readonly redis: RedisServer; readonly mongo: MongoServer }> {
  try {
    // Kept on disk, so that who kills this Redis and starts it again loses nothing.
    const redis = await startRedis({ env, persistence: 'aof' });
    try {
      return { redis, mongo: await startMongo({ env }) };
    } catch (error) {
      await redis.stop();
      throw error;
    }
  } catch (error) {
    const what = `${messageOf(error)}\nThe demo needs no server with --engines embedded.`;
    throw new UsageError(what, { cause: error });
  }
}

/** The description of one from the environment has its URL, without the password. */
function whereabouts({ description, source, url }: RedisServer | MongoServer): string {
  return source === 'env' ? description : `${description}, ${url}`;
}

function serviceOn(
  engines: RedisMongoSettings,
  folders: FsStoreOptions,
  notice: (text: string) => void,
  more: readonly Module[],
): ImageService {
  const worker = new WorkerProcess({ engines, folders }, notice);
  const apart: Module = (bind) => {
    bind<RunningWorker>(tokens.worker).toConstantValue(worker);
  };
  return composeService(redisMongoModule(engines, noticed(notice)), apart, ...more);
}

/** The engines' warnings as notices: an outage should be seen. */
function noticed(notice: (text: string) => void): Logger {
  const tell = (_fields: object, message: string): void => notice(message);
  return { debug() {}, info() {}, warn: tell, error: tell };
}
