import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findOnPath } from '../src/process/find-on-path.ts';

// Of the built package, since Node 20 does not run TypeScript: `npm test` builds it first.
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

let folder: string;
let parent: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-lifetime-'));
});
afterEach(async () => {
  parent?.kill('SIGKILL');
  await rm(folder, { recursive: true, maxRetries: 10, retryDelay: 100 });
});

/** Starts the servers under a process of their own, and connects to each of them. */
async function startServers(): Promise<{ readonly process: ChildProcess; readonly connections: readonly Socket[] }> {
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...env } = process.env;
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...env, TMPDIR: folder, TMP: folder, TEMP: folder, SAFELIGHT_NO_CONTAINERS: '1' },
  });
  parent = child;
  const connections: Socket[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('Ctrl-C')) break;
    const [, port] = /_URL=\w+:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    const connection = connect(Number(port), '127.0.0.1');
    await once(connection, 'connect');
    connections.push(connection.on('error', () => {}).resume());
  }
  return { process: child, connections };
}

const closed = (connection: Socket): Promise<void> =>
  new Promise((resolve) => (connection.closed ? resolve() : connection.once('close', () => resolve())));

const hasServers = async (): Promise<boolean> => {
  const found = [await findOnPath('redis-server', process.env), await findOnPath('go', process.env)];
  return found.every((path) => path !== undefined);
};

test.runIf(await hasServers()).each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'servers and their folders are gone within seconds after %s to the process that started them',
  async (signal) => {
    const { process: child, connections } = await startServers();
    expect(connections).toHaveLength(2);
    expect(await readdir(folder)).toHaveLength(2);
    const ended = once(child, 'exit');
    child.kill(signal);
    expect((await ended)[0]).toBe(signal === 'SIGKILL' ? null : 0);
    const gone = Promise.all(connections.map(closed)).then(() => 'gone');
    const late = new Promise((resolve) => setTimeout(resolve, 5_000, 'still there').unref());
    expect(await Promise.race([gone, late])).toBe('gone');
    await expect.poll(() => readdir(folder), { timeout: 5_000 }).toEqual([]);
  },
);
