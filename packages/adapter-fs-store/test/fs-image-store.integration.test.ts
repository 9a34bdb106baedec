import { mkdir, readFile, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FsImageStore } from '../src/index.ts';
import { calm, derivativeOf } from './support/derivative.ts';
import { fileIn, filesBelow, temporaryFolder } from './support/folder.ts';

const options = { imageName: 'cat', signal: calm };
const notAllowed = { code: 'SOURCE_NOT_ALLOWED', isPermanent: true };

async function setUp(prefix?: string) {
  const base = await temporaryFolder();
  const output = path.join(base, 'output');
  const store = new FsImageStore(prefix === undefined ? { output } : { output, prefix });
  const age = (file: string, ms: number) => {
    const time = new Date(Date.now() - ms);
    return utimes(path.join(output, file), time, time);
  };
  return { base, output, store, age };
}

describe('write', () => {
  it('keeps the content under its hash, and gives the derivative with its key', async () => {
    const { output, store } = await setUp();
    const derivative = derivativeOf('a picture');
    const stored = await store.write({ ...derivative, width: 7, height: 5 }, options);
    const { data: _data, ...facts } = derivative;
    expect(stored).toEqual({ ...facts, width: 7, height: 5, path: `/output/cat/1024/${derivative.md5}.jpg` });
    expect(await filesBelow(output)).toEqual([`cat/1024/${derivative.md5}.jpg`]);
    expect(await readFile(path.join(output, `cat/1024/${derivative.md5}.jpg`), 'utf8')).toBe('a picture');
  });

  it.each([
    ['', '/cat/1024/'],
    ['/media/derived', '/media/derived/cat/1024/'],
  ])('has keys under the prefix %j, which is no part of the file', async (prefix, folder) => {
    const { output, store } = await setUp(prefix);
    const { path: key, md5 } = await store.write(derivativeOf('a picture', { format: 'webp' }), options);
    expect(key).toBe(`${folder}${md5}.webp`);
    expect(await filesBelow(output)).toEqual([`cat/1024/${md5}.webp`]);
    expect(await store.stat(key)).toMatchObject({ size: 9 });
  });

  it('writes data of several chunks, and data that is a view into something larger', async () => {
    const { output, store } = await setUp();
    const large = new Uint8Array(3_500_001).map((_, index) => index % 251);
    for (const data of [large, large.subarray(5, 17)]) {
      const { md5 } = await store.write(derivativeOf(data), options);
      expect((await readFile(path.join(output, `cat/1024/${md5}.jpg`))).equals(data)).toBe(true);
    }
  });

  it('refuses data that is not what it says, as something that may pass, and stores nothing', async () => {
    const { base, store } = await setUp();
    const good = derivativeOf('a picture');
    for (const bad of [
      { ...good, md5: derivativeOf('another').md5 },
      { ...good, size: 8 },
      { ...good, data: good.data.subarray(1) },
    ]) {
      const failure = await store.write(bad, options).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'PROCESSING_FAILED' });
      expect(failure).not.toHaveProperty('isPermanent');
    }
    expect(await filesBelow(base)).toEqual([]);
  });

  it.each(['..', '.', '', '.hidden', 'a/b', 'a\\b', 'a\0b', '/a', 'é', 'a'.repeat(200)])(
    'refuses %j as a folder name',
    async (name) => {
      const { base, store } = await setUp();
      await expect(store.write(derivativeOf('x'), { ...options, imageName: name })).rejects.toMatchObject(notAllowed);
      await expect(store.write(derivativeOf('x', { resolution: name }), options)).rejects.toMatchObject(notAllowed);
      expect(await filesBelow(base)).toEqual([]);
    },
  );

  it('refuses an MD5 that is a path', async () => {
    const { base, store } = await setUp();
    await expect(store.write(derivativeOf('x', { md5: '../../../x' }), options)).rejects.toMatchObject(notAllowed);
    expect(await filesBelow(base)).toEqual([]);
  });

  it('keeps equal content once, refreshes its time, and does not write it again', async () => {
    const { output, store, age } = await setUp();
    const { path: key, md5 } = await store.write(derivativeOf('a picture'), options);
    const file = `cat/1024/${md5}.jpg`;
    await age(file, 3_600_000);
    const { ino } = await stat(path.join(output, file));
    const begun = Date.now();
    await store.write(derivativeOf('a picture'), options);
    expect((await store.stat(key))?.modifiedAt).toBeGreaterThanOrEqual(begun);
    expect((await stat(path.join(output, file))).ino).toBe(ino);
    expect(await filesBelow(output)).toEqual([file]);
  });

  it('replaces a file of another size, whoever cut it', async () => {
    const { output, store } = await setUp();
    const { path: key, md5 } = await store.write(derivativeOf('a picture'), options);
    await truncate(path.join(output, `cat/1024/${md5}.jpg`), 3);
    await store.write(derivativeOf('a picture'), options);
    expect(await store.stat(key)).toMatchObject({ size: 9 });
    expect(await readFile(path.join(output, `cat/1024/${md5}.jpg`), 'utf8')).toBe('a picture');
  });

  it('lets any number of writers store the same content at once: one file, all succeed', async () => {
    const { output } = await setUp();
    const derivative = derivativeOf(new Uint8Array(300_000).fill(7));
    const stores = Array.from({ length: 100 }, () => new FsImageStore({ output }));
    const stored = await Promise.all(stores.map((store) => store.write(derivative, options)));
    expect(new Set(stored.map((one) => one.path))).toEqual(new Set([`/output/cat/1024/${derivative.md5}.jpg`]));
    expect(await filesBelow(output)).toEqual([`cat/1024/${derivative.md5}.jpg`]);
    expect((await readFile(path.join(output, `cat/1024/${derivative.md5}.jpg`))).equals(derivative.data)).toBe(true);
  });

  it('stops before it begins when the signal has aborted', async () => {
    const { base, store } = await setUp();
    const writing = store.write(derivativeOf('x'), { ...options, signal: AbortSignal.abort() });
    await expect(writing).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await filesBelow(base)).toEqual([]);
  });

  it('stops in the middle when the signal aborts, and leaves nothing behind', async () => {
    const { output, store } = await setUp();
    const derivative = derivativeOf(new Uint8Array(20_000_000));
    // Aborts at the nth look at the signal, wherever that is: before, within and after the chunks.
    for (const nth of [1, 2, 5, 21, 22, 23]) {
      let looks = 0;
      const signal = {
        get aborted() {
          looks += 1;
          return looks >= nth;
        },
        addEventListener() {},
        removeEventListener() {},
      };
      await expect(store.write(derivative, { imageName: 'cat', signal })).rejects.toMatchObject({ code: 'ABORTED' });
      expect(looks).toBeGreaterThanOrEqual(nth);
    }
    expect(await filesBelow(output)).toEqual([]);
  });

  it('fails as something that may pass when a folder is in the place of a file', async () => {
    const { output, base, store } = await setUp();
    await writeFile(output, 'a file where the output folder should be');
    const failure = await store.write(derivativeOf('x'), options).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'PROCESSING_FAILED',
      cause: { code: expect.stringMatching(/ENOTDIR|EEXIST/) },
    });
    expect(failure).not.toHaveProperty('isPermanent');
    expect(String(failure)).not.toContain(base);
  });
});

describe('keys', () => {
  const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
  it.each([
    `/output/../secret/1024/${md5}.jpg`,
    `/output/cat/../${md5}.jpg`,
    `/output/cat/1024/../${md5}.jpg`,
    `/output/cat/1024/../../../../etc/passwd`,
    `/output/.tmp/1024/${md5}.jpg`,
    `/output/cat\\1024\\${md5}.jpg`,
    `/output/..\\..\\x/1024/${md5}.jpg`,
    `/output/cat/1024/${md5}.jpg\0`,
    `/output/cat/1024/${md5}.gif`,
    `/output/cat/1024/${md5}`,
    `/output/cat/1024/`,
    `/output//1024/${md5}.jpg`,
    `/output/cat/${md5}.jpg`,
    `/outputs/cat/1024/${md5}.jpg`,
    `output/cat/1024/${md5}.jpg`,
    `/cat/1024/${md5}.jpg`,
    '/etc/passwd',
    'C:\\Windows\\win.ini',
    '',
  ])('refuses %j', async (key) => {
    const { store } = await setUp();
    await expect(store.stat(key)).rejects.toMatchObject(notAllowed);
    await expect(store.remove(key)).rejects.toMatchObject(notAllowed);
  });

  it("refuses the machine's own path of a stored file", async () => {
    const { output, store } = await setUp();
    const { md5: stored } = await store.write(derivativeOf('x'), options);
    const file = path.join(output, `cat/1024/${stored}.jpg`);
    await expect(store.remove(file)).rejects.toMatchObject(notAllowed);
    expect(await readFile(file, 'utf8')).toBe('x');
  });
});

describe('stat and remove', () => {
  it('tell and remove what is stored; nothing is undefined, and removing it again is nothing', async () => {
    const { base, output, store } = await setUp();
    const begun = Date.now();
    const { path: key } = await store.write(derivativeOf('a picture'), options);
    const state = await store.stat(key);
    expect(state?.size).toBe(9);
    expect(state?.modifiedAt).toBeGreaterThanOrEqual(begun - 1);
    expect(state?.modifiedAt).toBeLessThanOrEqual(Date.now());
    await store.remove(key);
    expect(await store.stat(key)).toBeUndefined();
    await store.remove(key);
    expect(await filesBelow(output)).toEqual([]);
    expect(await new FsImageStore({ output: path.join(base, 'never') }).stat(key)).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')(
    'take a link or a folder in the place of a file for nothing stored',
    async () => {
      const { base, output, store } = await setUp();
      const { path: key, md5 } = await store.write(derivativeOf('a picture'), options);
      const file = path.join(output, `cat/1024/${md5}.jpg`);
      const elsewhere = await fileIn(base, 'elsewhere.jpg', 'a picture');
      await store.remove(key);
      await mkdir(path.dirname(file), { recursive: true });
      await symlink(elsewhere, file);
      expect(await store.stat(key)).toBeUndefined();
      await store.write(derivativeOf('a picture'), options);
      expect((await store.stat(key))?.size).toBe(9);
    },
  );
});
