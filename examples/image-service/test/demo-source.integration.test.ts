import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSources, isReachable, samplePaths } from '../src/demo/demo-source.ts';
import { inTemporaryFolder } from './support/demo-process.ts';

describe('findSources', () => {
  it('resolves against the base, and tells size and folder', async () => {
    await inTemporaryFolder(async (base) => {
      await mkdir(path.join(base, 'in'));
      await writeFile(path.join(base, 'in', 'a.jpg'), '12345');
      expect(await findSources(['in/a.jpg'], base)).toEqual([
        { name: 'a.jpg', path: path.join(base, 'in', 'a.jpg'), folder: path.join(base, 'in'), size: 5 },
      ]);
    });
  });

  it('takes a file once, however often and in whatever spelling it is named', async () => {
    await inTemporaryFolder(async (base) => {
      const sources = await findSources(['b.jpg', './a.jpg', 'x/../a.jpg', path.join(base, 'a.jpg')], base);
      expect(sources.map(({ name }) => name)).toEqual(['b.jpg', 'a.jpg']);
    });
  });

  it('calls two files of one name by the paths that were typed', async () => {
    await inTemporaryFolder(async (base) => {
      const sources = await findSources(['x/a.jpg', 'y/a.jpg', 'y/b.jpg'], base);
      expect(sources.map(({ name }) => name)).toEqual(['x/a.jpg', 'y/a.jpg', 'b.jpg']);
    });
  });

  it('tells a folder that is none, which must not become a root', async () => {
    await inTemporaryFolder(async (base) => {
      await writeFile(path.join(base, 'file'), '');
      const [missing, none, good] = await findSources(['gone/a.jpg', 'file/a.jpg', 'gone.jpg'], base);
      expect(missing?.folderProblem).toMatch(/ENOENT/);
      expect(none?.folderProblem).toMatch(/is no folder/);
      expect([missing, none, good].map((source) => source && isReachable(source))).toEqual([false, false, true]);
      expect(good).not.toHaveProperty('size');
    });
  });
});

describe('samplePaths', () => {
  it('gives the five photographs, and not their list of sources', async () => {
    const names = (await samplePaths()).map((one) => path.basename(one));
    expect(names).toEqual(['dandelions.jpg', 'fig.jpg', 'mountain-path.jpg', 'sunset.jpg', 'two-dogs.jpg']);
  });
});
