import { randomName } from '../names.ts';
import { methodsOf, type RedisServer, type ServerControl, type ServerSource } from '../server.ts';
import { redisVersion } from './client.ts';

/** What a way to Redis has to say about the one it got. */
export interface FoundRedis {
  readonly url: string;
  readonly source: ServerSource;
  /** The end of the summary line, such as `binary /usr/bin/redis-server`. */
  readonly from: string;
  readonly control: ServerControl;
  /** Hears of each name that was handed out. */
  readonly onName?: (name: string) => void;
}

/** The server as suites see it; asks it for its version, and stops it when it does not answer. */
export async function redisServer({ url, source, from, control, onName }: FoundRedis): Promise<RedisServer> {
  const version = await redisVersion(url).catch(async (error: unknown) => {
    await control.stop();
    throw error;
  });
  return {
    url,
    version,
    source,
    description: `redis ${version} (${from})`,
    namespace() {
      const name = randomName('t');
      onName?.(name);
      return name;
    },
    ...methodsOf(control),
  };
}
