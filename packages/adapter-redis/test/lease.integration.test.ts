import type { AbortSignalLike, Lease } from '@safelight/core';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { expect, it, vi } from 'vitest';
import { Bench } from './support/bench.ts';

const ttl = 1_000;
const never = new AbortController().signal;

/** One who holds a lease until told to let go. */
class Holder {
  readonly ended: Promise<void>;
  lost: AbortSignalLike | undefined;
  readonly #held: Promise<void>;
  #letGo: () => void = () => {};

  constructor(lease: Lease, name = 'relay', signal: AbortSignalLike = never) {
    let hold: () => void = () => {};
    this.#held = new Promise((resolve) => {
      hold = resolve;
    });
    const release = new Promise<void>((resolve) => {
      this.#letGo = resolve;
    });
    this.ended = lease.hold(
      name,
      async (lost) => {
        this.lost = lost;
        hold();
        await release;
      },
      signal,
    );
  }

  get isHolding(): boolean {
    return this.lost !== undefined;
  }

  async held(): Promise<this> {
    await this.#held;
    return this;
  }

  /** Resolves once it was told that it lost the lease. */
  untilLost(): Promise<void> {
    return new Promise((resolve) => {
      if (this.lost?.aborted) resolve();
      else this.lost?.addEventListener('abort', () => resolve());
    });
  }

  letGo(): Promise<void> {
    this.#letGo();
    return this.ended;
  }
}

describeWithRedis(
  'the lease',
  (server) => {
    it('is a key with a token of its own and a time to live, gone when the work has ended', async () => {
      await using bench = await Bench.on(server);
      const lease = bench.lease({ ttl: 60_000 });
      const key = `${bench.prefix}lease:relay`;
      const first = await new Holder(lease).held();
      const token = await bench.raw.get(key);
      expect(token).toMatch(/^[0-9a-f-]{36}$/);
      expect(await bench.raw.pttl(key)).toBeGreaterThan(50_000);
      expect(await bench.raw.pttl(key)).toBeLessThanOrEqual(60_000);
      await first.letGo();
      expect(await bench.raw.exists(key)).toBe(0);
      const second = await new Holder(lease).held();
      expect(await bench.raw.get(key)).not.toBe(token);
      await second.letGo();
    });

    it('of one name leaves that of another alone', async () => {
      await using bench = await Bench.on(server);
      const [relay, reconciler] = [new Holder(bench.lease(), 'relay'), new Holder(bench.lease(), 'reconciler')];
      await Promise.all([relay.held(), reconciler.held()]);
      await relay.letGo();
      expect(await bench.raw.keys(`${bench.prefix}lease:*`)).toEqual([`${bench.prefix}lease:reconciler`]);
      expect(reconciler.lost?.aborted).toBe(false);
      await reconciler.letGo();
    });

    it('is lost to another who has the key, and that one’s key stays', async () => {
      await using bench = await Bench.on(server);
      const holder = await new Holder(bench.lease()).held();
      await bench.raw.set(`${bench.prefix}lease:relay`, 'another', 'PX', 60_000);
      await holder.untilLost();
      await holder.letGo();
      expect(await bench.raw.get(`${bench.prefix}lease:relay`)).toBe('another');
    });

    it('is waited for with few questions', async () => {
      await using bench = await Bench.on(server);
      const holder = await new Holder(bench.lease()).held();
      const abort = new AbortController();
      const waiting = Array.from({ length: 3 }, () => new Holder(bench.lease(), 'relay', abort.signal));
      const before = await bench.calls('eval');
      await vi.waitFor(async () => expect(await bench.calls('eval')).toBeGreaterThan(before + 10), { timeout: 5_000 });
      const started = performance.now();
      const calls = await bench.calls('eval');
      await vi.waitFor(async () => expect(await bench.calls('eval')).toBeGreaterThan(calls + 30), { timeout: 10_000 });
      // Three ask about every tenth of the time to live, and the holder renews three times in it: some 33 a ttl.
      expect(performance.now() - started).toBeGreaterThan(ttl / 3);
      abort.abort();
      await Promise.all(waiting.map((one) => one.ended));
      expect(waiting.some((one) => one.isHolding)).toBe(false);
      await holder.letGo();
    });

    it('is let go by close, also when the work does not listen', async () => {
      await using bench = await Bench.on(server);
      const lease = bench.lease({ ttl: 60_000 });
      const holder = await new Holder(lease).held();
      await lease.close();
      expect(holder.lost?.aborted).toBe(true);
      expect(await bench.raw.exists(`${bench.prefix}lease:relay`)).toBe(0);
      await holder.letGo();
      await lease.hold('relay', () => Promise.reject(new Error('it works after close')), never);
    });

    it('connects when it is first asked for', async () => {
      await using bench = await Bench.on(server);
      const lease = bench.lease();
      expect(await bench.connections()).toEqual([]);
      await lease.hold('relay', async () => expect(await bench.connections()).toEqual(['safelight-lease']), never);
      await lease.close();
      await vi.waitFor(async () => expect(await bench.connections()).toEqual([]));
    });
  },
  { owned: true },
);

describeWithRedis(
  'the lease in an outage',
  (server) => {
    it('is kept when Redis forgot it, or killed the connection, and nobody else wanted it', async () => {
      await using bench = await Bench.on(server);
      const holder = await new Holder(bench.lease()).held();
      const key = `${bench.prefix}lease:relay`;
      const token = await bench.raw.get(key);
      await bench.raw.flushall();
      await vi.waitFor(async () => expect(await bench.raw.get(key)).toBe(token), { timeout: 5_000 });
      await bench.raw.call('CLIENT', 'KILL', 'SKIPME', 'YES', 'TYPE', 'normal');
      await bench.untilRenewed('relay');
      expect(holder.lost?.aborted).toBe(false);
      await holder.letGo();
      expect(await bench.raw.exists(key)).toBe(0);
    });

    it('is lost when Redis hangs for longer than it lives, and not before two thirds of that', async () => {
      await using bench = await Bench.on(server);
      const holder = await new Holder(bench.lease()).held();
      await bench.untilRenewed('relay');
      const started = performance.now();
      await server.pause();
      await holder.untilLost();
      const took = performance.now() - started;
      await server.resume();
      expect(took).toBeGreaterThan((ttl * 2) / 3 - 100);
      expect(took).toBeLessThan(ttl * 2);
      await holder.letGo();
    });

    it('goes on after Redis was killed and started again, and the outage is logged once', async () => {
      await using bench = await Bench.on(server);
      const lease = bench.lease();
      await (await new Holder(lease).held()).letGo();
      await server.kill();
      const waiting = new Holder(lease);
      await vi.waitFor(() => expect(bench.log.about(/can not be asked/)).toHaveLength(1));
      await server.restart();
      await waiting.held();
      await waiting.letGo();
      expect(bench.log.about(/can not be asked/)).toHaveLength(1);
    });

    it('ends a wait at once when told, though Redis is away', async () => {
      await using bench = await Bench.on(server);
      const abort = new AbortController();
      const lease = bench.lease({ url: 'redis://127.0.0.1:1', ttl: 60_000 });
      const waiting = new Holder(lease, 'relay', abort.signal);
      await vi.waitFor(() => expect(bench.log.about(/can not be asked/)).toHaveLength(1));
      abort.abort();
      await waiting.ended;
      expect(waiting.isHolding).toBe(false);
    });
  },
  { owned: true },
);
