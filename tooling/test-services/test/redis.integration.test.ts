import { Redis } from 'ioredis';
import { afterEach, expect, test } from 'vitest';
import { startRedis } from '../src/index.ts';
import { describeWithRedis } from '../src/vitest/index.ts';

interface ClientOptions {
  readonly lazyConnect?: boolean;
  readonly commandTimeout?: number;
  readonly enableReadyCheck?: boolean;
}

const clients: Redis[] = [];
function connect(url: string, options: ClientOptions = {}): Redis {
  const client = new Redis(url, { retryStrategy: () => null, ...options });
  // What a lost connection means to a command, the command tells.
  client.on('error', () => {});
  clients.push(client);
  return client;
}
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

describeWithRedis(
  'a Redis of ours with aof',
  (redis) => {
    test('keeps what was written, and its URL, over a restart', async () => {
      const key = redis.namespace();
      expect(await connect(redis.url).set(key, 'kept')).toBe('OK');
      await redis.restart();
      expect(await connect(redis.url).get(key)).toBe('kept');
    });

    test('keeps what was written over a kill', async () => {
      const key = redis.namespace();
      await connect(redis.url).set(key, 'kept');
      await redis.kill();
      await expect(connect(redis.url, { lazyConnect: true }).connect()).rejects.toThrow();
      await redis.restart();
      expect(await connect(redis.url).get(key)).toBe('kept');
    });

    test('answers nothing while it is paused, and goes on afterwards', async () => {
      const key = redis.namespace();
      const client = connect(redis.url);
      await client.set(key, 'before');
      await redis.pause();
      const answers: string[] = [];
      const answer = client.get(key).then((value) => answers.push(`${value}`));
      const impatient = connect(redis.url, { commandTimeout: 200, enableReadyCheck: false });
      await expect(impatient.get(key)).rejects.toThrow(/timed out/i);
      expect(answers).toEqual([]);
      await redis.resume();
      await answer;
      expect(answers).toEqual(['before']);
    });

    test('never evicts, as queues need it', async () => {
      expect(await connect(redis.url).config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    });
  },
  { owned: true, persistence: 'aof' },
);

describeWithRedis('a Redis', (redis) => {
  test('names its version in the summary line', () => {
    expect(redis.version).toMatch(/^\d+\.\d+/);
    expect(redis.description).toContain(`redis ${redis.version} (`);
  });

  test('is shared by REDIS_URL, which goes before all else; what the suite named is removed, and only that', async () => {
    const client = connect(redis.url);
    const mine = redis.namespace();
    await client.set(mine, 'mine');
    const shared = await startRedis({ env: { ...process.env, REDIS_URL: redis.url } });
    expect(shared).toMatchObject({ source: 'env', url: redis.url, version: redis.version });
    await client.set(`{${shared.namespace()}}:key`, 'theirs');
    await expect(shared.restart()).rejects.toThrow(/owned: true/);
    await shared.stop();
    expect(await client.keys('*')).toEqual([mine]);
  });

  test('loses its data by a restart unless it is asked to keep them', async () => {
    const own = await startRedis({ owned: true });
    try {
      await connect(own.url).set('key', 'lost');
      await own.restart();
      expect(await connect(own.url).get('key')).toBeNull();
    } finally {
      await own.stop();
    }
  });
});
