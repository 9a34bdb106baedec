import { fillRedisOptions, type RedisOptions } from './options.ts';
import { redisFromBinary } from './redis/from-binary.ts';
import { redisFromContainer } from './redis/from-container.ts';
import { redisFromEnvironment } from './redis/from-environment.ts';
import { firstOpenWay } from './resolve.ts';
import type { RedisServer } from './server.ts';

const remedy =
  'To get one: `apt-get install redis-server` (Debian, Ubuntu) or `brew install redis` (macOS), or start Docker, ' +
  'or set REDIS_URL, such as REDIS_URL=redis://127.0.0.1:6379.';

/**
 * A running Redis: REDIS_URL's, else one in a container, else one by `redis-server` on the PATH. Stop it
 * when done; at the latest it ends soon after this process.
 *
 * @throws {ServerUnavailableError} when this machine has no way to one
 * @throws {Error} when REDIS_URL does not answer, or the server does not start
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const filled = fillRedisOptions(options);
  return firstOpenWay(
    'Redis',
    [redisFromEnvironment(filled), redisFromContainer(filled), redisFromBinary(filled)],
    remedy,
  );
}
