import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { confirmInside, isStillThere } from '../src/confirm-inside.ts';
import { FsSourceReader } from '../src/index.ts';
import { openInside } from '../src/open-inside.ts';
import { findRoots } from '../src/roots.ts';
import { type Place, walkInside } from '../src/walk-inside.ts';
import { calm } from './support/derivative.ts';
import { fileIn, temporaryFolder } from './support/folder.ts';

async function setUp() {
  const base = await temporaryFolder();
  const root = path.join(base, 'input');
  const photo = await fileIn(root, 'photos/a.jpg', 'photo');
  await fileIn(base, 'outside/a.jpg', 'secret');
  const roots = await findRoots([root]);
  const find = () => walkInside(roots, root, 'photos/a.jpg');
  /** Puts a link to the folder outside where the photos are. */
  const swap = async () => {
    await rename(path.join(root, 'photos'), path.join(root, 'aside'));
    await symlink(path.join(base, 'outside'), path.join(root, 'photos'));
  };
  const swapBack = async () => {
    await rm(path.join(root, 'photos'));
    await rename(path.join(root, 'aside'), path.join(root, 'photos'));
  };
  return { base, root, photo, roots, find, swap, swapBack };
}

describe.skipIf(process.platform === 'win32')('a swap between the check and the opening', () => {
  it('of a folder gives nothing of what is outside', async () => {
    const { roots, find, swap } = await setUp();
    let looks = 0;
    const swapped = async (): Promise<Place> => {
      const place = await find();
      looks += 1;
      if (looks === 1) await swap();
      return place;
    };
    expect(await openInside(roots, swapped)).toEqual({ at: 'outside' });
    expect(looks).toBeGreaterThan(1);
  });

  it('of the file for a link, a pipe or nothing is noticed', async () => {
    const { base, photo, roots, find } = await setUp();
    const pipe = path.join(base, 'pipe');
    await once(spawn('mkfifo', [pipe]), 'exit');
    for (const [put, found] of [
      [() => symlink(path.join(base, 'outside/a.jpg'), photo), { at: 'outside' }],
      [() => rename(pipe, photo), { at: 'no-file' }],
      [async () => {}, { at: 'missing' }],
    ] as const) {
      await rm(photo, { force: true });
      await fileIn(path.dirname(photo), 'a.jpg', 'photo');
      let looks = 0;
      const swapped = async (): Promise<Place> => {
        const place = await find();
        looks += 1;
        if (looks > 1) return place;
        await rm(photo);
        await put();
        return place;
      };
      expect(await openInside(roots, swapped)).toEqual(found);
    }
  });

  it('gives up a path that is another thing at every look', async () => {
    const { roots, find, swap, swapBack } = await setUp();
    let out = false;
    const swapped = async (): Promise<Place> => {
      if (out) await swapBack();
      const place = await find();
      await swap();
      out = true;
      return place;
    };
    expect(await openInside(roots, swapped)).toEqual({ at: 'changing' });
  });

  it('is noticed with and without a kernel that names the open file', async () => {
    const { base, photo, roots, find, swap, swapBack } = await setUp();
    const outside = await open(path.join(base, 'outside/a.jpg'));
    const inside = await open(photo);
    onTestFinished(async () => {
      await outside.close();
      await inside.close();
    });
    const confirmations = async () => [
      await confirmInside(outside, roots, find),
      await confirmInside(inside, roots, find),
      await isStillThere(outside, find),
      await isStillThere(inside, find),
    ];
    expect(await confirmations()).toEqual([false, true, false, true]);
    await swap();
    expect(await isStillThere(outside, find)).toBe(false);
    expect(await isStillThere(inside, find)).toBe(false);
    await swapBack();
    await rm(photo);
    expect(await isStillThere(inside, find)).toBe(false);
  });

  it('gives no byte of what is outside, however often it is tried', async () => {
    const { base, root } = await setUp();
    await symlink(path.join(base, 'outside'), path.join(root, 'link'));
    // Lets the folder and the link change places as fast as the system can.
    const script = `
      const { renameSync } = require('node:fs');
      console.log('swapping');
      for (;;) {
        renameSync('photos', 'aside'); renameSync('link', 'photos');
        renameSync('photos', 'link'); renameSync('aside', 'photos');
      }`;
    const swapper = spawn(process.execPath, ['-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void swapper.kill('SIGKILL'));
    await once(swapper.stdout, 'data');
    const reader = new FsSourceReader({ roots: [root] });
    const seen = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const result = await reader.read({ kind: 'path', path: 'photos/a.jpg' }, calm).then(
        (bytes) => Buffer.from(bytes).toString(),
        (error: unknown) => (error instanceof Error ? String(Reflect.get(error, 'code')) : 'no error'),
      );
      seen.set(result, (seen.get(result) ?? 0) + 1);
    }
    swapper.kill('SIGKILL');
    await once(swapper, 'exit');
    for (const kind of ['photo', 'SOURCE_NOT_ALLOWED', 'SOURCE_NOT_FOUND', 'PROCESSING_FAILED']) seen.delete(kind);
    expect([...seen]).toEqual([]);
  });
});
