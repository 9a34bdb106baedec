import { messageOf } from '@safelight/core';
import { Redis } from 'ioredis';
import { withoutPassword } from '../resolve.ts';

/**
 * Does one thing with a client of its own, which gives up at once instead of reconnecting.
 *
 * @throws {Error} when nothing answers at the URL within 5 s
 */
async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let connectionError: Error | undefined;
  client.on('error', (error: Error) => {
    connectionError = error;
  });
  try {
    await client.connect();
    return await use(client);
  } catch (error) {
    const cause = connectionError ?? error;
    throw new Error(`Redis at ${withoutPassword(url)} does not answer: ${messageOf(cause)}`, { cause });
  } finally {
    client.disconnect();
  }
}

/** The server's version, such as `7.0.15`. */
export async function redisVersion(url: string): Promise<string> {
  const info = await withRedis(url, (client) => client.info('server'));
  return /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'of unknown version';
}

/** Removes every key that has one of the names in it. */
export async function removeKeys(url: string, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await withRedis(url, async (client) => {
    for (const name of names) {
      for await (const keys of client.scanStream({ match: `*${name}*`, count: 1000 })) {
        if (keys.length > 0) await client.unlink(...keys);
      }
    }
  });
}
