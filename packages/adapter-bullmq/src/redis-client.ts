import type { AbortSignalLike, Logger } from '@safelight/core';
import type { Cluster, Redis, RedisOptions } from 'ioredis';
import { GatheringRedis } from './gathering-redis.ts';
import type { BullMqOptions } from './options.ts';

/** A client of ioredis: of one server, or of a Redis Cluster. */
export type RedisClient = Redis | Cluster;

/** The longest pause between two tries to reach Redis, in milliseconds. */
const longestPause = 1_000;

/** What a connection is for: it decides what becomes of a command while Redis is down. */
export type ConnectionRole = 'producer' | 'worker' | 'reader';

interface Manner {
  readonly enableOfflineQueue: boolean;
  readonly maxRetriesPerRequest: 0 | null;
  readonly comesBack: boolean;
}

const manners: Readonly<Record<ConnectionRole, Manner>> = {
  // A caller waits for the answer: what can't be sent, or was cut off, fails at once.
  producer: { enableOfflineQueue: false, maxRetriesPerRequest: 0, comesBack: true },
  // A worker has a job in hand that no caller waits for: its commands wait until Redis is back.
  worker: { enableOfflineQueue: true, maxRetriesPerRequest: null, comesBack: true },
  // A reader that is cut off ends, and its relay reads again.
  reader: { enableOfflineQueue: false, maxRetriesPerRequest: 0, comesBack: false },
};

/** Makes a client that connects when it is first told to, and logs its outages. */
export function openClient(
  options: Pick<BullMqOptions, 'url' | 'connection' | 'logger'>,
  role: ConnectionRole,
): RedisClient {
  const client = clientOf(options, role);
  // Each call in flight, each BullMQ queue and each worker listens. BullMQ adds to this number, and
  // would take 0, which means any number, for none.
  client.setMaxListeners(1_000);
  logOutages(client, role, options.logger);
  return client;
}

function clientOf({ url, connection }: Pick<BullMqOptions, 'url' | 'connection'>, role: ConnectionRole): RedisClient {
  const { enableOfflineQueue, maxRetriesPerRequest, comesBack } = manners[role];
  const retryStrategy = comesBack ? pause : () => null;
  // The replies that this package reads, whatever the given connection is set to.
  const replyMapping = 'legacy';
  const shared = {
    connectionName: `safelight-${role}`,
    connectTimeout: 5_000,
    maxRetriesPerRequest,
    // BullMQ has a prefix of its own and refuses to work with this one.
    keyPrefix: '',
  } satisfies RedisOptions;
  if (connection !== undefined && isCluster(connection)) {
    return connection.duplicate(undefined, {
      lazyConnect: true,
      enableOfflineQueue,
      clusterRetryStrategy: retryStrategy,
      redisOptions: shared,
    });
  }
  const own = { ...shared, lazyConnect: true, enableOfflineQueue, retryStrategy, replyMapping } as const;
  return connection === undefined
    ? new GatheringRedis(url ?? '', own)
    : new GatheringRedis({ ...connection.options, ...own });
}

/** By its own mark, since another copy of ioredis may have made it. */
function isCluster(client: RedisClient): client is Cluster {
  return client.isCluster;
}

function pause(times: number): number {
  return Math.min(50 * 2 ** Math.min(times - 1, 10), longestPause) * (0.8 + 0.4 * Math.random());
}

function logOutages(client: RedisClient, role: ConnectionRole, log: Logger): void {
  let isDown = false;
  let lastError: unknown;
  client.on('error', (error: unknown) => {
    lastError = error;
    log.debug({ err: error, role }, 'A connection to Redis reported an error.');
  });
  // Told of a quiet end too, and neither of one's own closing nor of a reader's, which is made anew.
  client.on('reconnecting', () => {
    if (!isDown) log.warn({ err: lastError, role }, 'Redis can not be reached; the queue tries until it can.');
    isDown = true;
  });
  client.on('ready', () => {
    if (isDown) log.info({ role }, 'Redis is reached again.');
    isDown = false;
    lastError = undefined;
  });
}

/**
 * Resolves once commands can be sent; starts connecting where that was not done.
 *
 * @throws what kept it from connecting, after `ms` milliseconds, or as soon as the client gave up or
 *   the signal aborted
 */
export function untilReady(client: RedisClient, ms: number, signal?: AbortSignalLike): Promise<void> {
  if (client.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    let lastError: unknown = new Error(`No connection within ${ms} ms.`);
    const timer = setTimeout(() => settle(() => reject(lastError)), ms);
    const settle = (how: () => void): void => {
      clearTimeout(timer);
      client.off('ready', onReady).off('error', onError).off('end', onEnd);
      signal?.removeEventListener('abort', onEnd);
      how();
    };
    const onReady = (): void => settle(resolve);
    const onError = (error: unknown): void => {
      lastError = error;
    };
    const onEnd = (): void => settle(() => reject(lastError));
    client.on('ready', onReady).on('error', onError).on('end', onEnd);
    signal?.addEventListener('abort', onEnd);
    if (signal?.aborted || client.status === 'end') onEnd();
    // Its failure comes as `error` too, and the client goes on trying by itself.
    else if (client.status === 'wait') client.connect().catch(onError);
  });
}
