import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alone } from '../src/mongo-wire/alone.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-alone-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('runs works of one name one after the other, also after one that failed', async () => {
  const name = join(folder, 'work.lock');
  let running = 0;
  let most = 0;
  const work = async (index: number): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (index === 0) throw new Error('the first fails');
  };
  const results = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => alone(name, () => work(index))));
  expect(most).toBe(1);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
});

test('goes on where a holder died and left its socket behind', async () => {
  const name = join(folder, 'work.lock');
  const listen = `require('net').createServer().listen(${JSON.stringify(name)}, () => console.log('listening'))`;
  const holder = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(holder.stdout, 'data');
  let done = false;
  const waiting = alone(name, async () => {
    done = true;
  });
  holder.kill('SIGKILL');
  await waiting;
  expect(done).toBe(true);
});
