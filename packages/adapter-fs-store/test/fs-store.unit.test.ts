import { describe, expect, it } from 'vitest';
import { FsImageStore, FsSourceReader, fsStore } from '../src/index.ts';

const problemsOf = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('fsStore', () => {
  it('gives both adapters, from one root or several, and touches no disk', () => {
    for (const from of [{ root: '/nowhere/in' }, { roots: ['/nowhere/in', 'relative'] }]) {
      const { sources, images } = fsStore({ ...from, output: '/nowhere/out' });
      expect(sources).toBeInstanceOf(FsSourceReader);
      expect(images).toBeInstanceOf(FsImageStore);
    }
  });

  it('passes its limits and prefix on', async () => {
    const { images } = fsStore({ root: '.', output: '/nowhere/out', prefix: '/media' });
    const key = '/media/cat/1024/d41d8cd98f00b204e9800998ecf8427e.jpg';
    await expect(images.stat(key)).resolves.toBeUndefined();
    await expect(images.stat(key.replace('/media', '/output'))).rejects.toMatchObject({ code: 'SOURCE_NOT_ALLOWED' });
    const signal = new AbortController().signal;
    const { sources } = fsStore({ root: import.meta.dirname, output: '/nowhere/out', maxSourceBytes: 10 });
    const reading = sources.read({ kind: 'path', path: 'fs-store.unit.test.ts' }, signal);
    await expect(reading).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE' });
  });

  it('reports every problem at once', () => {
    const failure = problemsOf(() => fsStore({ root: '', output: 'a\0b', prefix: 'output/', maxSourceBytes: 0 }));
    expect(failure).toMatchObject({ code: 'INVALID_CONFIG' });
    for (const name of ['root', 'output', 'prefix', 'maxSourceBytes']) expect(String(failure)).toContain(`${name}: `);
  });

  it('wants either root or roots', () => {
    for (const from of [{}, { root: 'a', roots: ['b'] }]) {
      expect(problemsOf(() => fsStore({ ...from, output: 'out' }))).toMatchObject({
        code: 'INVALID_CONFIG',
        problems: [expect.stringContaining('give either root or roots')],
      });
    }
    expect(problemsOf(() => fsStore({ roots: [], output: 'out' }))).toMatchObject({ code: 'INVALID_CONFIG' });
  });

  it.each(['output', '/output/', '/../x', '/.tmp', '/a//b', '/a b', '/'])('refuses the prefix %j', (prefix) => {
    expect(problemsOf(() => new FsImageStore({ output: 'out', prefix }))).toMatchObject({ code: 'INVALID_CONFIG' });
  });
});
