import { spawnSync } from 'node:child_process';
import { Cluster } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redis } from '../src/index.ts';
import { startCluster, type TestCluster } from './support/redis-cluster.ts';
import { taskAt } from './support/tasks.ts';

const hasServer = spawnSync('redis-server', ['--version']).status === 0;

/** No container is asked for here: a cluster's nodes tell their own addresses, which do not lead out of one. */
describe.runIf(hasServer || process.env.CI)('on a Redis Cluster (needs redis-server on the PATH)', () => {
  let cluster: TestCluster | undefined;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.stop());

  it('the cache and the lease work on every slot, and a pattern reaches every node', async () => {
    const client = new Cluster([...(cluster?.nodes ?? [])], { lazyConnect: true });
    const { cache, lease } = redis({ connection: client, timeout: 5_000 });
    const ids = Array.from({ length: 40 }, (_, n) => `order-${n}`);
    for (const id of ids) await cache.fill(taskAt(2, id));
    await cache.invalidate('order-0', 3);
    await cache.fill(taskAt(1, 'order-0'));
    expect(await cache.get('order-0')).toBeUndefined();
    for (const id of ids.slice(1)) expect(await cache.get(id)).toEqual(taskAt(2, id));
    const sizes = await Promise.all(client.nodes('master').map((node) => node.dbsize()));
    expect(sizes.filter((size) => size > 0)).toHaveLength(2);
    expect(await cache.invalidatePattern('*')).toBe(39);
    const never = new AbortController().signal;
    const held: string[] = [];
    for (const name of ['relay', 'reconciler', 'sweep', 'other']) {
      await lease.hold(name, async () => void held.push(name), never);
    }
    expect(held).toHaveLength(4);
    await Promise.all([cache.close(), lease.close()]);
    client.disconnect();
  });
});
