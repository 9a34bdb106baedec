import type { FilledRedisOptions } from '../options.ts';
import { Missing, type Way, withoutPassword } from '../resolve.ts';
import { borrowed, type RedisServer } from '../server.ts';
import { removeKeys } from './client.ts';
import { redisServer } from './redis-server.ts';

/** The Redis that REDIS_URL names. */
export function redisFromEnvironment({ env, owned }: FilledRedisOptions): Way<RedisServer> {
  return {
    name: 'REDIS_URL',
    async find() {
      const url = env.REDIS_URL;
      if (!url) return new Missing('is not set');
      if (owned) return new Missing('is not for a suite that restarts or empties its Redis');
      const names: string[] = [];
      return redisServer({
        url,
        source: 'env',
        from: `REDIS_URL ${withoutPassword(url)}`,
        control: borrowed('REDIS_URL', () => removeKeys(url, names.splice(0))),
        onName: (name) => names.push(name),
      });
    },
  };
}
