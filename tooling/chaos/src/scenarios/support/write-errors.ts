import { mkdir, realpath, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '@safelight/core';
import type { FleetRedis } from '../../fleet/redis-server.ts';

/** How often Redis is asked how its snapshot went, and for how long, in milliseconds. */
const lookEvery = 50;
const patience = 10_000;

/** A way to make Redis refuse to write while it reads. */
export interface WriteError {
  /** What Redis then answers with. */
  readonly code: 'MISCONF' | 'OOM';
  begin(redis: FleetRedis): Promise<void>;
  end(redis: FleetRedis): Promise<void>;
}

/** Redis has no memory left, and must not evict. */
const outOfMemory: WriteError = {
  code: 'OOM',
  async begin(redis) {
    await redis.command('CONFIG', 'SET', 'maxmemory', '1');
  },
  async end(redis) {
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
  },
};

/** Its snapshots fail, as on a full disk: the place of the file is taken by a folder. */
const failingSnapshots: WriteError = {
  code: 'MISCONF',
  async begin(redis) {
    await mkdir(await snapshotOf(redis));
    await redis.command('CONFIG', 'SET', 'save', '3600 1');
    await redis.command('BGSAVE');
    const deadline = performance.now() + patience;
    while (!String(await redis.ask('INFO', 'persistence')).includes('rdb_last_bgsave_status:err')) {
      if (performance.now() > deadline) throw new Error('The snapshot did not fail.');
      await pause(lookEvery);
    }
  },
  async end(redis) {
    await redis.command('CONFIG', 'SET', 'save', '');
    await rmdir(await snapshotOf(redis));
  },
};

/** Those that can be had: the folder of a Redis in a container is out of reach. */
export async function writeErrors(redis: FleetRedis): Promise<readonly WriteError[]> {
  const isOurs = path.dirname(await folderOf(redis)) === (await realpath(tmpdir()));
  return isOurs ? [failingSnapshots, outOfMemory] : [outOfMemory];
}

/** @throws {Error} where Redis takes a write, or refuses it for another reason */
export async function confirmRefused(redis: FleetRedis, { code }: WriteError): Promise<void> {
  try {
    await redis.ask('SET', 'chaos:probe', '1');
  } catch (error) {
    if (messageOf(error).startsWith(code)) return;
    throw error;
  }
  throw new Error(`Redis takes writes, and should have refused them with ${code}.`);
}

async function snapshotOf(redis: FleetRedis): Promise<string> {
  return path.join(await folderOf(redis), 'dump.rdb');
}

async function folderOf(redis: FleetRedis): Promise<string> {
  const answer = await redis.ask('CONFIG', 'GET', 'dir');
  return Array.isArray(answer) ? String(answer[1]) : '';
}
