import { inContainer, startContainer } from '../container.ts';
import type { FilledRedisOptions } from '../options.ts';
import { freePort } from '../process/free-port.ts';
import type { Way } from '../resolve.ts';
import type { RedisServer } from '../server.ts';
import { redisArgs } from './from-binary.ts';
import { redisServer } from './redis-server.ts';

const image = 'redis:7.4-alpine';

/** A Redis in a container, where an engine answers. */
export function redisFromContainer({ persistence, env }: FilledRedisOptions): Way<RedisServer> {
  return inContainer(env, image, async () => {
    const { RedisContainer } = await import('@testcontainers/redis');
    const port = await freePort();
    const { container, control } = await startContainer(
      new RedisContainer(image)
        .withExposedPorts({ container: 6379, host: port })
        .withCommand(['redis-server', ...redisArgs(persistence)]),
    );
    return redisServer({
      url: `redis://${container.getHost()}:${port}`,
      source: 'testcontainers',
      from: `container ${image}`,
      control,
    });
  });
}
