import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { expect, it } from 'vitest';
import { Bench } from './support/bench.ts';

const script = fileURLToPath(new URL('./support/hold-lease.js', import.meta.url));
const ttl = 2_000;
const never = new AbortController().signal;

/** A process that holds the lease; it runs the built package. */
async function holderProcess(url: string, prefix: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, url, prefix, String(ttl)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The holder ended before it held the lease. It runs the built package: npm run build first.');
  });
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => {}); // from now on it is the test that ends it
  return child;
}

describeWithRedis('a lease whose holder is a process', (server) => {
  it('is taken over within its time to live after the process was killed, and not before', async () => {
    await using bench = await Bench.on(server);
    const holder = await holderProcess(server.url, bench.prefix);
    let heldAt = 0;
    const successor = bench.lease({ ttl }).hold(
      'relay',
      async () => {
        heldAt = performance.now();
      },
      never,
    );
    const key = `${bench.prefix}lease:relay`;
    // Two renewals: without them it would be free by then.
    const token = await bench.raw.get(key);
    await new Promise((resolve) => setTimeout(resolve, ttl * 1.5));
    expect(await bench.raw.get(key)).toBe(token);
    expect(heldAt).toBe(0);
    const killedAt = performance.now();
    holder.kill('SIGKILL');
    await successor;
    expect(heldAt - killedAt).toBeGreaterThan(0);
    expect(heldAt - killedAt).toBeLessThan(ttl * 2);
  });
});
