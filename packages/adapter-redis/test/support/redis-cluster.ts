import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';

const host = '127.0.0.1';

interface Node {
  readonly child: ChildProcess;
  readonly port: number;
  readonly busPort: number;
}

/** A Redis Cluster of two primaries without replicas, each with half of the slots. */
export interface TestCluster {
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  stop(): Promise<void>;
}

/** Starts one with the `redis-server` on the PATH. */
export async function startCluster(): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'safelight-cluster-'));
  const nodes = [await startNode(folder), await startNode(folder)];
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map(({ child }) => end(child)));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await connectNodes(nodes);
  } catch (error) {
    await stop();
    throw error;
  }
  return { nodes: nodes.map(({ port }) => ({ host, port })), stop };
}

/** Gives each node its half of the slots, and waits until all know it. */
async function connectNodes(nodes: readonly Node[]): Promise<void> {
  const clients = nodes.map(({ port }) => new Redis(port, host));
  try {
    const [first, second] = clients;
    await first?.cluster('ADDSLOTSRANGE', 0, 8191);
    await second?.cluster('ADDSLOTSRANGE', 8192, 16383);
    for (const { port, busPort } of nodes.slice(1)) await first?.call('CLUSTER', 'MEET', host, port, busPort);
    for (const client of clients) {
      const isOk = async (): Promise<void> => expect(await client.cluster('INFO')).toContain('cluster_state:ok');
      await vi.waitFor(isOk, { timeout: 20_000 });
    }
  } finally {
    for (const client of clients) client.disconnect();
  }
}

async function startNode(folder: string): Promise<Node> {
  const [port, busPort] = [await freePort(), await freePort()];
  const options = { port, bind: host, save: '', dir: folder, 'cluster-enabled': 'yes', 'cluster-port': busPort };
  const own = { ...options, 'cluster-config-file': `nodes-${port}.conf` };
  const args = Object.entries(own).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('Ready to accept connections') && resolve());
    child.once('exit', (code) => reject(new Error(`redis-server ended at its start with ${code}.`)));
  });
  return { child, port, busPort };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, host);
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('A server on TCP has a port.');
  return address.port;
}
