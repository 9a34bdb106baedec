import { Socket } from 'node:net';
import { silentLogger } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openClient, type RedisClient, untilReady } from '../src/redis-client.ts';
import { Script } from '../src/script.ts';
import { direct } from './support/bench.ts';

describeWithRedis('commands', (redis) => {
  async function client(): Promise<RedisClient> {
    const opened = openClient({ url: redis.url, logger: silentLogger }, 'producer');
    onTestFinished(() => opened.disconnect());
    await untilReady(opened, 5_000);
    return opened;
  }

  it('run a script by its hash, and in full where the server does not know it', async () => {
    const ours = await client();
    const key = redis.namespace();
    const script = new Script(`-- ${key}\n return redis.call('INCRBY', KEYS[1], ARGV[1])`);
    await expect(script.runKnown(ours, [key], [1])).rejects.toThrow(/^NOSCRIPT/);
    expect(await script.run(ours, [key], [2])).toBe(2);
    expect(await script.runKnown(ours, [key], [3])).toBe(5);
  });

  it('run a script that fails once, not twice', async () => {
    const [ours, server] = [await client(), direct(redis)];
    const key = redis.namespace();
    const script = new Script(`redis.call('INCR', KEYS[1]) return redis.error_reply('REFUSED by the script')`);
    await expect(script.run(ours, [key], [])).rejects.toThrow(/^REFUSED/);
    await expect(script.run(ours, [key], [])).rejects.toThrow(/^REFUSED/);
    expect(await server.get(key)).toBe('2');
  });

  it('of one turn go out in one write, in their order, text and bytes of any script', async () => {
    const ours = await client();
    const key = redis.namespace();
    const gathered = writesTo(redis.url, '_writev');
    const single = writesTo(redis.url, '_write');
    const texts = ['plain', 'žofie ✓ 写真', '', '\r\n$3\r\n'];
    const told = texts.map((text) => ours.rpush(key, text));
    // Asked by something that an answer in the same turn may set off.
    await Promise.resolve();
    told.push(ours.rpush(key, 'last'));
    expect(await Promise.all(told)).toEqual([1, 2, 3, 4, 5]);
    const bytes = Buffer.from([0, 255, 13, 10, 200]);
    await Promise.all([ours.rpush(key, '✓'), ours.rpush(key, bytes), ours.rpush(key, '写')]);
    expect([gathered(), single()]).toEqual([2, 0]);
    const kept = await ours.lrangeBuffer(key, 0, -1);
    expect(kept).toEqual([...texts, 'last', '✓', bytes, '写'].map((one) => Buffer.from(one)));
  });

  it('go on gathering on the connection that comes after one that broke', async () => {
    const [ours, server] = [await client(), direct(redis)];
    const key = redis.namespace();
    const back = new Promise<void>((resolve) => ours.once('ready', resolve));
    await server.client('KILL', 'ID', await ours.client('ID'));
    await back;
    const gathered = writesTo(redis.url, '_writev');
    expect(await Promise.all([ours.incr(key), ours.incr(key)])).toEqual([1, 2]);
    expect(gathered()).toBe(1);
  });
});

/** Counts the writes to the server from now on; other sockets of this process may write meanwhile. */
function writesTo(url: string, method: '_write' | '_writev'): () => number {
  const spy = vi.spyOn(Socket.prototype, method);
  onTestFinished(() => spy.mockRestore());
  const { port } = new URL(url);
  return () =>
    spy.mock.contexts.filter((socket) => socket instanceof Socket && String(socket.remotePort) === port).length;
}
