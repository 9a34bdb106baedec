import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Cluster, Redis } from 'ioredis';
import { onTestFinished, vi } from 'vitest';

const binary = 'redis-server';

/** True where this machine can run a Redis Cluster. */
export const canRunCluster: boolean = spawnSync(binary, ['--version']).status === 0;

/** A Redis Cluster of one node, which refuses a call over several hash slots as any cluster does. */
export async function startCluster(): Promise<Cluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-cluster-'));
  const port = await freePort();
  const address = ['--bind', '127.0.0.1', '--cluster-announce-ip', '127.0.0.1'];
  const args = ['--port', port, ...address, '--cluster-enabled', 'yes', '--save', '', '--dir', folder];
  const server = spawn(binary, args.map(String), { stdio: 'ignore' });
  const node = new Redis({ port, lazyConnect: true });
  node.on('error', () => {});
  onTestFinished(async () => {
    node.disconnect();
    if (server.exitCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  });
  await vi.waitFor(() => node.cluster('ADDSLOTSRANGE', 0, 16_383), { timeout: 10_000 });
  await vi.waitFor(
    async () => {
      if (!String(await node.cluster('INFO')).includes('cluster_state:ok'))
        throw new Error('the cluster is not up yet');
    },
    { timeout: 10_000 },
  );
  const cluster = new Cluster([{ host: '127.0.0.1', port }], { lazyConnect: true });
  onTestFinished(() => cluster.disconnect());
  return cluster;
}

/** A cluster's nodes talk on a port 10,000 higher, which has to exist too. */
async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    await once(server, 'close');
    if (address !== null && typeof address === 'object' && address.port < 55_000) return address.port;
  }
}
