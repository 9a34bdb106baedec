import { isInvalidInputError, isUnavailableError, parseTask } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { Redis } from 'ioredis';
import { expect, it, vi } from 'vitest';
import { Bench } from './support/bench.ts';
import { taskAt } from './support/tasks.ts';

describeWithRedis(
  'the cache',
  (server) => {
    it('keeps a task as a hash of version and document, for its time to live and the tombstone’s', async () => {
      await using bench = await Bench.on(server);
      await bench.cache({ ttl: 5_000, tombstoneTtl: 60_000 }).fill(taskAt(3));
      const { document = '', ...rest } = await bench.raw.hgetall(bench.cacheKey());
      expect(rest).toEqual({ version: '3' });
      expect(parseTask(JSON.parse(document))).toEqual(taskAt(3));
      const left = await bench.raw.pttl(bench.cacheKey());
      expect(left).toBeGreaterThan(60_000);
      expect(left).toBeLessThanOrEqual(65_000);
    });

    it('keeps of an invalidated task only the version, for the tombstone’s time to live', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache({ tombstoneTtl: 60_000 });
      await cache.fill(taskAt(3));
      await cache.invalidate('order-1', 4);
      expect(await bench.raw.hgetall(bench.cacheKey())).toEqual({ version: '4' });
      const left = await bench.raw.pttl(bench.cacheKey());
      expect(left).toBeGreaterThan(50_000);
      expect(left).toBeLessThanOrEqual(60_000);
    });

    it('forgets a task after its time to live, but not its version: a stale fill still loses', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache({ ttl: 300, tombstoneTtl: 60_000 });
      await cache.fill(taskAt(3));
      expect(await cache.get('order-1')).toEqual(taskAt(3));
      await vi.waitFor(async () => expect(await cache.get('order-1')).toBeUndefined(), { timeout: 5_000 });
      await cache.fill(taskAt(2));
      expect(await cache.get('order-1')).toBeUndefined();
      await cache.fill(taskAt(3));
      expect(await cache.get('order-1')).toEqual(taskAt(3));
    });

    it('never gives what a fill of an old read brought after the task changed, in any order', async () => {
      await using bench = await Bench.on(server);
      const [reader, writer] = [bench.cache(), bench.cache()];
      const ids = Array.from({ length: 300 }, (_, n) => `order-${n}`);
      await Promise.all(
        ids.flatMap((id, n) => {
          const steps = [() => reader.fill(taskAt(1, id)), () => writer.invalidate(id, 2)];
          return (n % 2 === 0 ? steps : steps.reverse()).map((step) => step());
        }),
      );
      expect(await Promise.all(ids.map((id) => reader.get(id)))).toEqual(ids.map(() => undefined));
    });

    it('replaces what stands under its key and is no hash', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache();
      await bench.raw.set(bench.cacheKey(), 'a foreign text', 'PX', 600_000);
      expect(await cache.get('order-1')).toBeUndefined();
      await cache.fill(taskAt(1));
      expect(await cache.get('order-1')).toEqual(taskAt(1));
    });

    it('takes a document that it cannot read for a miss, and logs the task', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache();
      await cache.fill(taskAt(1));
      await bench.raw.hset(bench.cacheKey(), 'document', '{"schemaVersion":');
      expect(await cache.get('order-1')).toBeUndefined();
      expect(bench.log.about(/is no task/)).toMatchObject([{ level: 'warn', fields: { taskId: 'order-1' } }]);
    });

    it('connects at the first call, and leaves a connection alone that was given', async () => {
      await using bench = await Bench.on(server);
      const own = bench.cache();
      expect(await bench.connections()).toEqual([]);
      await own.get('order-1');
      expect(await bench.connections()).toEqual(['safelight-cache']);
      await own.close();
      await vi.waitFor(async () => expect(await bench.connections()).toEqual([]));
      const given = new Redis(server.url, { lazyConnect: true });
      const shared = bench.cacheWith({ connection: given });
      await shared.fill(taskAt(1));
      expect(await shared.get('order-1')).toEqual(taskAt(1));
      await shared.close();
      expect(given.listenerCount('error')).toBe(0);
      expect(await given.ping()).toBe('PONG');
      given.disconnect();
    });
  },
  { owned: true },
);

describeWithRedis(
  'the cache in an outage',
  (server) => {
    it('misses quickly, logs it once, and serves again afterwards', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache();
      await cache.fill(taskAt(1));
      await server.kill();
      await vi.waitFor(async () => expect(await cache.get('order-1')).toBeUndefined());
      const started = performance.now();
      for (let n = 0; n < 200; n++) {
        expect(await cache.get('order-1')).toBeUndefined();
        await cache.fill(taskAt(2));
        await cache.invalidate('order-1', 3);
      }
      // To wait for each of the 600 would take five minutes.
      expect(performance.now() - started).toBeLessThan(10_000);
      const operations = bench.log.about(/does not serve/).map(({ fields }) => fields.operation);
      expect(operations.sort()).toEqual(['fill', 'get', 'invalidate']);
      await server.restart();
      await vi.waitFor(
        async () => {
          await cache.fill(taskAt(5));
          expect(await cache.get('order-1')).toEqual(taskAt(5));
        },
        { timeout: 10_000 },
      );
      expect(bench.log.about(/serves again/).length).toBeGreaterThan(0);
    });

    it('misses within its time limit when Redis hangs, or never was', async () => {
      await using bench = await Bench.on(server);
      const [hanging, nowhere] = [
        bench.cache({ timeout: 200 }),
        bench.cache({ timeout: 200, url: 'redis://127.0.0.1:1' }),
      ];
      await hanging.fill(taskAt(1));
      await server.pause();
      const started = performance.now();
      expect(await Promise.all([hanging.get('order-1'), nowhere.get('order-1')])).toEqual([undefined, undefined]);
      expect(performance.now() - started).toBeLessThan(2_000);
      await server.resume();
      expect(await hanging.get('order-1')).toEqual(taskAt(1));
    });

    it('makes up for the invalidations that were missed as soon as Redis is back', async () => {
      await using bench = await Bench.on(server);
      const [cut, other] = [bench.cache({ url: bench.wire.url }), bench.cache()];
      for (const id of ['order-1', 'order-2']) await cut.fill(taskAt(1, id));
      bench.wire.cut();
      await cut.invalidate('order-1', 2);
      await cut.invalidate('order-1', 3);
      expect(await other.get('order-1')).toEqual(taskAt(1));
      bench.wire.mend();
      await vi.waitFor(async () => expect(await other.get('order-1')).toBeUndefined(), { timeout: 10_000 });
      expect(await bench.raw.hgetall(bench.cacheKey())).toEqual({ version: '3' });
      expect(await other.get('order-2')).toEqual(taskAt(1, 'order-2'));
    });

    it('survives the killing of its connections', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache();
      await cache.fill(taskAt(1));
      await bench.raw.call('CLIENT', 'KILL', 'SKIPME', 'YES', 'TYPE', 'normal');
      await vi.waitFor(async () => expect(await cache.get('order-1')).toEqual(taskAt(1)), { timeout: 10_000 });
    });
  },
  { owned: true },
);

describeWithRedis(
  'invalidatePattern',
  (server) => {
    it('forgets the tasks whose id matches, keeps their versions, and leaves all else', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache({ prefix: `${bench.prefix}[a]*:` });
      const ids = Array.from({ length: 1_200 }, (_, n) => `order-${n}`);
      await cache.fill(taskAt(2, 'photo-1'));
      await Promise.all(ids.map((id) => cache.fill(taskAt(2, id))));
      const foreign = `${bench.prefix}axyz:cache:order-1`; // what the prefix would match if it were a pattern
      await bench.raw.hset(foreign, 'document', 'not ours');
      expect(await cache.invalidatePattern('order-*')).toBe(1_200);
      expect(await Promise.all(ids.map((id) => cache.get(id)))).toEqual(ids.map(() => undefined));
      expect(await cache.get('photo-1')).toEqual(taskAt(2, 'photo-1'));
      expect(await bench.raw.hget(foreign, 'document')).toBe('not ours');
      await cache.fill(taskAt(1, 'order-7'));
      expect(await cache.get('order-7')).toBeUndefined();
      await cache.fill(taskAt(2, 'order-7'));
      expect(await cache.get('order-7')).toEqual(taskAt(2, 'order-7'));
      expect(await cache.invalidatePattern('nobody')).toBe(0);
      expect({ scans: (await bench.calls('scan')) > 1, keys: await bench.calls('keys') }).toEqual({
        scans: true,
        keys: 0,
      });
    });

    it('says when it cannot: an empty pattern, an outage', async () => {
      await using bench = await Bench.on(server);
      const cache = bench.cache({ url: bench.wire.url });
      await expect(cache.invalidatePattern('')).rejects.toSatisfy(isInvalidInputError);
      bench.wire.cut();
      await expect(cache.invalidatePattern('*')).rejects.toSatisfy(isUnavailableError);
    });
  },
  { owned: true },
);
