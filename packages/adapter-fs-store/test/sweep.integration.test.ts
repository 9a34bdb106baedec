import { mkdir, open, readdir, readFile, rename, rmdir, symlink, unlink, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { claimOf, imageFiles } from '../src/image-files.ts';
import { FsImageStore } from '../src/index.ts';
import { removeOrPutBack, removeUnlessReused } from '../src/remove-unless-reused.ts';
import { outputOf, startChild } from './support/child.ts';
import { calm, derivativeOf } from './support/derivative.ts';
import { fileIn, filesBelow, temporaryFolder } from './support/folder.ts';

const hour = 3_600_000;
const none = async (): Promise<ReadonlySet<string>> => new Set();

async function setUp() {
  const output = path.join(await temporaryFolder(), 'output');
  const store = new FsImageStore({ output });
  const write = async (content: string, imageName = 'cat', ageMs = 2 * hour) => {
    const { path: key, md5 } = await store.write(derivativeOf(content), { imageName, signal: calm });
    const file = path.join(output, imageName, '1024', `${md5}.jpg`);
    await age(file, ageMs);
    return { key, file };
  };
  return { output, store, write, files: imageFiles(output, '/output') };
}

async function age(file: string, ms: number): Promise<void> {
  const time = new Date(Date.now() - ms);
  await utimes(file, time, time);
}

describe('sweep', () => {
  it('removes what is old and not kept, with the folders that it empties, and nothing else', async () => {
    const { output, store, write } = await setUp();
    const old = await write('old', 'alone');
    const alsoOld = await write('also old');
    const kept = await write('kept');
    const young = await write('young', 'cat', hour / 2);
    const asked: string[] = [];
    const removed = await store.sweep(async (keys) => {
      asked.push(...keys);
      return new Set([kept.key]);
    }, Date.now() - hour);
    expect(removed).toBe(2);
    expect(asked.sort()).toEqual([old.key, alsoOld.key, kept.key].sort());
    expect(await filesBelow(output)).toEqual([kept, young].map((one) => path.relative(output, one.file)).sort());
    expect((await readdir(output)).sort()).toEqual(['.tmp', 'cat']);
  });

  it('goes by the very time that stat tells', async () => {
    const { store, write } = await setUp();
    const { key } = await write('x', 'cat', 1234.5678);
    const modifiedAt = (await store.stat(key))?.modifiedAt ?? 0;
    expect(await store.sweep(none, modifiedAt)).toBe(0);
    expect(await store.sweep(none, modifiedAt + 1)).toBe(1);
  });

  it('leaves alone what does not look like its own', async () => {
    const { output, store, write } = await setUp();
    await write('mine');
    const md5 = derivativeOf('mine').md5;
    const others = [
      'index.html',
      'cat/readme.txt',
      'cat/1024/notes.txt',
      `cat/1024/${md5}.gif`,
      `cat/1024/${md5}.jpg.bak`,
      `cat/1024/deeper/${md5}.jpg`,
      `cat/${md5}.jpg`,
      `.hidden/1024/${md5}.jpg`,
      `with space/1024/${md5}.jpg`,
      '.tmp/upload.tmp',
    ];
    for (const name of others) await age(await fileIn(output, name, 'theirs'), 10 * hour);
    await mkdir(path.join(output, 'empty', 'folder'), { recursive: true });
    expect(await store.sweep(none, Date.now() - hour)).toBe(1);
    expect(await filesBelow(output)).toEqual([...others].sort());
    expect(await readdir(path.join(output, 'empty'))).toEqual(['folder']);
  });

  it.skipIf(process.platform === 'win32')('follows no link', async () => {
    const { output, store, write } = await setUp();
    const { file } = await write('x');
    const outside = path.join(path.dirname(output), 'outside');
    await mkdir(path.join(outside, '1024'), { recursive: true });
    const there = path.join(outside, '1024', path.basename(file));
    await rename(file, there);
    await symlink(outside, path.join(output, 'linked'));
    await symlink(path.join(outside, '1024'), path.join(output, 'cat', '800'));
    await symlink(there, file);
    expect(await store.sweep(none, Date.now() + hour)).toBe(0);
    expect(await readFile(there, 'utf8')).toBe('x');
  });

  it('asks in batches of at most 500', async () => {
    const { output, store } = await setUp();
    await mkdir(path.join(output, 'cat/1024'), { recursive: true });
    for (let i = 0; i < 620; i++) {
      await age(await fileIn(output, `cat/1024/${i.toString(16).padStart(32, '0')}.jpg`, ''), 2 * hour);
    }
    const sizes: number[] = [];
    const removed = await store.sweep(async (keys) => {
      sizes.push(keys.length);
      return new Set(keys.filter((key) => key.endsWith('0.jpg')));
    }, Date.now() - hour);
    expect(sizes).toEqual([500, 120]);
    expect(removed).toBe(620 - 39);
    expect(await readdir(path.join(output, 'cat/1024'))).toHaveLength(39);
  });

  it('removes old parts and claims, and leaves young ones', async () => {
    const { output, store } = await setUp();
    const md5 = derivativeOf('x').md5;
    const part = (last: number) => `.tmp/${md5}-00000000-0000-4000-8000-00000000000${last}.part`;
    const claim = `.tmp/${md5}.sweep`;
    for (const name of [part(1), claim]) await age(await fileIn(output, name, 'half'), 2 * hour);
    await fileIn(output, part(2), 'half');
    expect(await store.sweep(none, Date.now() - hour)).toBe(1);
    expect(await filesBelow(output)).toEqual([part(2), claim]);
    expect(await store.sweep(none, Date.now() + hour)).toBe(2);
    expect(await filesBelow(output)).toEqual([]);
  });

  it('ends with what `keep` throws, and has removed nothing', async () => {
    const { store, write } = await setUp();
    const { key } = await write('x');
    const down = new Error('the repository is down');
    await expect(store.sweep(() => Promise.reject(down), Date.now())).rejects.toBe(down);
    expect(await store.stat(key)).toBeDefined();
  });

  it('finds nothing where nothing was ever stored', async () => {
    const { store } = await setUp();
    expect(await store.sweep(none, Date.now())).toBe(0);
  });
});

describe('sweep against reuse', () => {
  it('keeps a file that is reused after `keep` was asked', async () => {
    const { store, write } = await setUp();
    const { key } = await write('x');
    const removed = await store.sweep(async () => {
      await store.write(derivativeOf('x'), { imageName: 'cat', signal: calm });
      return new Set();
    }, Date.now() - hour);
    expect(removed).toBe(0);
    expect(await store.stat(key)).toBeDefined();
  });

  it('keeps a file that is reused at any moment of its removal, and never out of sight', async () => {
    const { store, write, files } = await setUp();
    const { file } = await write('x');
    let removed = 0;
    for (let i = 0; i < 100; i++) {
      await age(file, 2 * hour);
      const removing = removeUnlessReused(files, file, Date.now() - hour);
      if (i % 20 === 0) await removing;
      for (let turns = i % 20; turns > 0; turns--) await turn();
      await store.write(derivativeOf('x'), { imageName: 'cat', signal: calm });
      expect(await readFile(file, 'utf8'), `in round ${i}`).toBe('x');
      if (await removing) removed += 1;
      expect(await readFile(file, 'utf8'), `after round ${i}`).toBe('x');
    }
    expect(removed).toBeGreaterThanOrEqual(5);
  });

  it('puts back what a sweep that slept too long has moved, even where the folder is gone by then', async () => {
    const { write, files } = await setUp();
    const { file } = await write('x', 'cat', 0);
    const claim = claimOf(files, file);
    await rename(file, claim);
    await rmdir(path.dirname(file));
    expect(await removeOrPutBack(file, claim, Date.now() - hour)).toBe(false);
    expect(await readFile(file, 'utf8')).toBe('x');
    await age(file, 2 * hour);
    await rename(file, claim);
    expect(await removeOrPutBack(file, claim, Date.now() - hour)).toBe(true);
    expect(await filesBelow(files.output)).toEqual([]);
  });

  it('waits for a sweep that has the file in hand, and stores it again if it was removed', async () => {
    const { store, write, files } = await setUp();
    const { key, file } = await write('x');
    const claim = claimOf(files, file);
    await (await open(claim, 'wx')).close();
    let done = false;
    const writing = store.write(derivativeOf('x'), { imageName: 'cat', signal: calm }).then(() => {
      done = true;
    });
    while (((await store.stat(key))?.modifiedAt ?? 0) < Date.now() - hour) await turn();
    await rename(file, claim);
    for (let i = 0; i < 50; i++) await turn();
    expect(done).toBe(false);
    await unlink(claim);
    await writing;
    expect(await readFile(file, 'utf8')).toBe('x');
  });

  it('outlasts a sweep that died with the file in hand', async () => {
    const { store, write, files } = await setUp();
    const { file } = await write('x');
    await mkdir(files.unfinished, { recursive: true });
    await rename(file, claimOf(files, file));
    await store.write(derivativeOf('x'), { imageName: 'cat', signal: calm });
    expect(await readFile(file, 'utf8')).toBe('x');
    const mine = await readFile(file, 'utf8');
    expect(await store.sweep(async (keys) => new Set(keys), Date.now() + hour)).toBe(1);
    expect([mine, await readFile(file, 'utf8')]).toEqual(['x', 'x']);
  });

  it('loses no file to sweeps of other processes, whenever it is reused', async () => {
    const { output, store, write } = await setUp();
    const { key, file } = await write('x');
    // Sweeps again and again, until its standard input ends.
    const script = `
      import { utimes } from 'node:fs/promises';
      const { images } = fsStore({ root: '.', output: input.output });
      let removed = 0, ended = false;
      process.stdin.on('end', () => { ended = true; }).resume();
      while (!ended) {
        removed += await images.sweep(async () => new Set(), Date.now() - 60_000);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      console.log(removed);`;
    const sweeps = await Promise.all(
      [1, 2].map(() => startChild(script, { output }, { stdio: ['pipe', 'pipe', 'inherit'] })),
    );
    onTestFinished(() => sweeps.forEach((one) => void one.kill('SIGKILL')));
    const outputs = sweeps.map(outputOf);
    for (let i = 0; i < 30; i++) {
      await store.write(derivativeOf('x'), { imageName: 'cat', signal: calm });
      for (let look = 0; look < 5; look++) expect(await readFile(file, 'utf8'), `after write ${i}`).toBe('x');
      await age(file, 2 * hour);
      // Every other time the sweeps have it removed; else the next write comes while they look at it.
      if (i % 2 === 0) while ((await store.stat(key)) !== undefined) await delay(1);
      else for (let turns = i; turns > 0; turns--) await turn();
    }
    for (const one of sweeps) one.stdin?.end();
    const removed = (await Promise.all(outputs)).map(Number).reduce((a, b) => a + b, 0);
    expect(removed).toBeGreaterThanOrEqual(15);
  });
});
