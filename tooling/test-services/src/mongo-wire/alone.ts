import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';

/**
 * Runs the work while no other process runs work under this name; waits for one that does. The lock is a
 * socket on which the holder listens: it is free the moment its holder dies, and waiting is an event. Two
 * who find a dead holder's socket at once may both go on, so it spares double work and guards nothing.
 */
export async function alone(name: string, work: () => Promise<void>): Promise<void> {
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\safelight-${short(name)}` : name;
  const lock = await take(path);
  try {
    await work();
  } finally {
    lock.release();
  }
}

async function take(path: string): Promise<{ release(): void }> {
  for (;;) {
    const held = await listen(path);
    if (held) return held;
    if (!(await holderLetsGo(path))) await rm(path, { force: true });
  }
}

async function listen(path: string): Promise<{ release(): void } | undefined> {
  const waiters = new Set<{ destroy(): void }>();
  const server: Server = createServer((waiter) => {
    waiters.add(waiter);
    waiter.on('error', () => waiter.destroy()).on('close', () => waiters.delete(waiter));
  });
  try {
    await once(server.listen(path), 'listening');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'EADDRINUSE') return undefined;
    throw error;
  }
  return {
    release() {
      server.close();
      for (const waiter of waiters) waiter.destroy();
    },
  };
}

/** Waits for the holder to let go; false when there is none, and only its socket was left behind. */
async function holderLetsGo(path: string): Promise<boolean> {
  const waiting = connect(path);
  let held = false;
  waiting.once('connect', () => {
    held = true;
  });
  // An error, such as that nobody listens, is followed by 'close' as well.
  waiting.on('error', () => waiting.destroy()).resume();
  await new Promise((resolve) => waiting.once('close', resolve));
  return held;
}

function short(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 16);
}
