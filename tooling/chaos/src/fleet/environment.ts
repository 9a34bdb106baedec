import path from 'node:path';
import type { MongoServer, RedisServer } from '@safelight-tooling/test-services';

interface Surroundings {
  readonly folder: string;
  readonly redis: RedisServer;
  readonly mongo: MongoServer;
  readonly database: string;
  readonly namespace: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly concurrency: number;
}

/** The example's own variables, as its `.env.example` tells of them. */
export function environmentOf({
  folder,
  redis,
  mongo,
  database,
  namespace,
  webhook,
  concurrency,
}: Surroundings): Record<string, string> {
  return {
    ENGINES: 'redis-mongo',
    REDIS_URL: redis.url,
    MONGODB_URL: mongo.url,
    NAMESPACE: namespace,
    DATABASE: database,
    PORT: '0',
    WORKER_PORT: '0',
    INPUT_DIR: path.join(folder, 'input'),
    OUTPUT_DIR: path.join(folder, 'output'),
    CONCURRENCY: String(concurrency),
    RATE_LIMIT: '0',
    // The rig sweeps, and looks at what is there before and after.
    SWEEP_EVERY: '0',
    // Time for clients to look away: without, a connection may be closed just as a request comes by it.
    DRAIN_DELAY: '500',
    SHUTDOWN_TIMEOUT: '10000',
    WEBHOOK_URL: webhook.url,
    WEBHOOK_SECRET: webhook.secret,
    ...(process.platform === 'linux' ? { MALLOC_ARENA_MAX: '2' } : {}),
  };
}
