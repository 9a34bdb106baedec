import { InvalidInputError } from '@safelight/core';
import type { Redis } from 'ioredis';
import { forgetScript } from './cache-scripts.ts';
import type { RedisClient } from './options.ts';
import type { RedisConnection } from './redis-connection.ts';

/** How many keys one step looks at. */
const step = 500;

/** Runs {@link forgetScript} on every key of `prefix` and `pattern`; gives how many documents it forgot. */
export async function forgetPattern(connection: RedisConnection, prefix: string, pattern: string): Promise<number> {
  if (pattern === '') throw new InvalidInputError('The pattern', ['it: must not be empty; * is for all tasks']);
  const match = prefix.replace(/[\\*?[\]]/g, '\\$&') + pattern;
  let forgotten = 0;
  for (const node of await connection.run(async (client) => nodesOf(client))) {
    let cursor = '0';
    do {
      const [next, keys] = await connection.run(() => node.scan(cursor, 'MATCH', match, 'COUNT', step));
      forgotten += await connection.run(() => forget(node, keys));
      cursor = next;
    } while (cursor !== '0');
  }
  return forgotten;
}

/** Each node that has keys of its own: SCAN sees only those of the node it is sent to. */
function nodesOf(client: RedisClient): readonly Redis[] {
  return 'nodes' in client ? client.nodes('master') : [client];
}

async function forget(node: Redis, keys: readonly string[]): Promise<number> {
  const pipeline = node.pipeline();
  for (const key of keys) pipeline.eval(forgetScript, 1, key);
  let forgotten = 0;
  for (const [error, count] of (await pipeline.exec()) ?? []) {
    if (error) throw error;
    forgotten += Number(count);
  }
  return forgotten;
}
