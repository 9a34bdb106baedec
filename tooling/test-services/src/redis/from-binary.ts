import type { FilledRedisOptions } from '../options.ts';
import { findOnPath } from '../process/find-on-path.ts';
import { freePort } from '../process/free-port.ts';
import { ServerProcess } from '../process/server-process.ts';
import { Missing, type Way } from '../resolve.ts';
import type { RedisServer } from '../server.ts';
import { redisServer } from './redis-server.ts';

/** What every Redis of ours is started with: queues must not be evicted, and no snapshot may come between. */
export function redisArgs(persistence: 'aof' | 'none'): readonly string[] {
  const appendOnly = persistence === 'aof' ? 'yes' : 'no';
  return ['--save', '', '--appendonly', appendOnly, '--maxmemory-policy', 'noeviction'];
}

/** A `redis-server` on the PATH. */
export function redisFromBinary({ env, persistence }: FilledRedisOptions): Way<RedisServer> {
  return {
    name: 'a binary',
    async find() {
      const command = await findOnPath('redis-server', env);
      if (!command) return new Missing('no redis-server on the PATH');
      const port = await freePort();
      const control = await ServerProcess.start({
        command,
        args: (folder) => ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, ...redisArgs(persistence)],
        isReady: (line) => line.includes('Ready to accept connections'),
      });
      return redisServer({ url: `redis://127.0.0.1:${port}`, source: 'binary', from: `binary ${command}`, control });
    },
  };
}
