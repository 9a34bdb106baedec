import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, open, rename, rm, symlink, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { FsSourceReader } from '../src/index.ts';
import { readWhole } from '../src/read-whole.ts';
import { calm } from './support/derivative.ts';
import { fileIn, temporaryFolder } from './support/folder.ts';

const posix = it.skipIf(process.platform === 'win32');

async function setUp() {
  const base = await temporaryFolder();
  const root = path.join(base, 'input');
  const secret = await fileIn(base, 'secret.txt', 'secret');
  await fileIn(root, 'photos/a.jpg', 'photo a');
  const reader = new FsSourceReader({ roots: [root], maxSourceBytes: 1000 });
  return {
    base,
    root,
    secret,
    read: async (source: string, signal: AbortSignal = calm) =>
      Buffer.from(await reader.read({ kind: 'path', path: source }, signal)).toString(),
  };
}

const notAllowed = { code: 'SOURCE_NOT_ALLOWED', isPermanent: true };
const notFound = { code: 'SOURCE_NOT_FOUND', isPermanent: true };

describe('what may be read', () => {
  it('reads a path relative to the root, and an absolute one inside it', async () => {
    const { root, read } = await setUp();
    expect(await read('photos/a.jpg')).toBe('photo a');
    expect(await read('./photos/../photos//a.jpg')).toBe('photo a');
    expect(await read(path.join(root, 'photos', 'a.jpg'))).toBe('photo a');
  });

  it('gives an empty file as no bytes', async () => {
    const { root, read } = await setUp();
    await fileIn(root, 'empty.jpg', '');
    expect(await read('empty.jpg')).toBe('');
  });

  it('looks a relative path up in each root in turn', async () => {
    const base = await temporaryFolder();
    const [first, second] = [path.join(base, 'first'), path.join(base, 'second')];
    await fileIn(first, 'both.jpg', 'of the first');
    await fileIn(second, 'both.jpg', 'of the second');
    await fileIn(second, 'only.jpg', 'only here');
    const reader = new FsSourceReader({ roots: [first, second] });
    const read = async (source: string) => Buffer.from(await reader.read({ kind: 'path', path: source }, calm));
    expect((await read('both.jpg')).toString()).toBe('of the first');
    expect((await read('only.jpg')).toString()).toBe('only here');
    expect((await read(path.join(second, 'both.jpg'))).toString()).toBe('of the second');
    await expect(read('neither.jpg')).rejects.toMatchObject(notFound);
  });

  posix('follows links that stay inside, also through another root and through the name of a linked root', async () => {
    const { base, root, read } = await setUp();
    const other = path.join(base, 'other');
    await fileIn(other, 'b.jpg', 'photo b');
    await symlink('photos', path.join(root, 'album'));
    await symlink('../photos/a.jpg', path.join(root, 'photos', 'latest.jpg'));
    await symlink(path.join(other, 'b.jpg'), path.join(root, 'b.jpg'));
    await symlink('../other/b.jpg', path.join(root, 'c.jpg'));
    expect(await read('album/latest.jpg')).toBe('photo a');
    await expect(read('b.jpg')).rejects.toMatchObject(notAllowed);

    const alias = path.join(base, 'alias');
    await symlink(root, alias);
    const reader = new FsSourceReader({ roots: [alias, other] });
    for (const [source, content] of [
      ['b.jpg', 'photo b'],
      ['c.jpg', 'photo b'],
      [path.join(alias, 'album/a.jpg'), 'photo a'],
      [path.join(root, 'album/a.jpg'), 'photo a'],
    ] as const) {
      expect(Buffer.from(await reader.read({ kind: 'path', path: source }, calm)).toString()).toBe(content);
    }
  });
});

describe('what is refused for good', () => {
  it.each(['../secret.txt', 'photos/../../secret.txt', '..', '../input/photos/a.jpg', '../../../../etc/passwd', ''])(
    'refuses the path %j',
    async (source) => {
      const { read } = await setUp();
      await expect(read(source)).rejects.toMatchObject(notAllowed);
    },
  );

  it('refuses an absolute path outside, the same whether something is there or not', async () => {
    const { base, secret, read } = await setUp();
    const there = await read(secret).catch(String);
    const nothing = await read(path.join(base, 'nothing.txt')).catch(String);
    expect(there).toContain('leads out of the allowed roots');
    expect(nothing).toBe(there.replace('secret.txt', 'nothing.txt'));
    await expect(read(`${path.join(base, 'input')}-more/a.jpg`)).rejects.toMatchObject(notAllowed);
  });

  posix('refuses links that lead out, the same whether something is there or not', async () => {
    const { base, root, secret, read } = await setUp();
    await symlink(secret, path.join(root, 'direct.jpg'));
    await symlink('../secret.txt', path.join(root, 'relative.jpg'));
    await symlink('direct.jpg', path.join(root, 'chain.jpg'));
    await symlink(base, path.join(root, 'out'));
    await symlink('/proc/self', path.join(root, 'process'));
    await symlink(path.join(base, 'nothing'), path.join(root, 'dangling.jpg'));
    const links = ['direct.jpg', 'relative.jpg', 'chain.jpg', 'dangling.jpg', 'process/environ', 'process/root'];
    for (const source of [...links, 'out/secret.txt', 'out/nothing.txt', 'out/nothing/at/all']) {
      await expect(read(source), source).rejects.toMatchObject(notAllowed);
    }
    const [there, nothing] = [await read('out/secret.txt').catch(String), await read('out/nothing.txt').catch(String)];
    expect(nothing).toBe(there.replace('secret.txt', 'nothing.txt'));
    // Out and in again is inside, however it is spelled.
    expect(await read('out/input/photos/a.jpg')).toBe('photo a');
  });

  posix('refuses a link in a circle as nothing', async () => {
    const { root, read } = await setUp();
    await symlink('two', path.join(root, 'one'));
    await symlink('one', path.join(root, 'two'));
    await expect(read('one')).rejects.toMatchObject(notFound);
  });

  it('refuses a NUL character before anything else', async () => {
    const { read } = await setUp();
    await expect(read('photos/a.jpg\0.png')).rejects.toMatchObject(notAllowed);
  });

  it('says that nothing is there', async () => {
    const { read } = await setUp();
    for (const source of ['nothing.jpg', 'no/folder/a.jpg', 'photos/a.jpg/below', `${'long'.repeat(200)}.jpg`]) {
      await expect(read(source), source).rejects.toMatchObject(notFound);
    }
  });

  it('refuses a folder, and the root itself', async () => {
    const { root, read } = await setUp();
    for (const source of ['photos', 'photos/', '.', root]) {
      await expect(read(source), source).rejects.toMatchObject(notAllowed);
    }
  });

  posix('refuses a pipe without waiting for a writer, and a socket', async () => {
    const { root, read } = await setUp();
    execFileSync('mkfifo', [path.join(root, 'pipe.jpg')]);
    const server = createServer().listen(path.join(root, 'socket.jpg'));
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    await expect(read('pipe.jpg')).rejects.toMatchObject(notAllowed);
    await expect(read('socket.jpg')).rejects.toMatchObject(notAllowed);
  });

  posix('refuses a device, also where the root holds devices', async () => {
    const reader = new FsSourceReader({ roots: ['/dev'] });
    for (const device of ['zero', '/dev/zero', 'null', 'tty']) {
      await expect(reader.read({ kind: 'path', path: device }, calm), device).rejects.toMatchObject(notAllowed);
    }
  });

  it('refuses more bytes than the limit before reading them', async () => {
    const { root, read } = await setUp();
    await fileIn(root, 'full.jpg', 'x'.repeat(1000));
    await fileIn(root, 'over.jpg', 'x'.repeat(1001));
    const sparse = await fileIn(root, 'sparse.jpg', '');
    await truncate(sparse, 2 ** 40);
    expect(await read('full.jpg')).toHaveLength(1000);
    await expect(read('over.jpg')).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', isPermanent: true });
    await expect(read('sparse.jpg')).rejects.toMatchObject({ code: 'IMAGE_TOO_LARGE', isPermanent: true });
  });

  it("never tells the machine's paths, only the path as given", async () => {
    const { base, root, read } = await setUp();
    await mkdir(path.join(root, 'folder'));
    for (const source of ['../x', 'nothing.jpg', 'folder', 'photos/a.jpg/b']) {
      const message = await read(source).catch(String);
      expect(message).toContain(JSON.stringify(source));
      expect(message).not.toContain(base);
    }
  });
});

describe('what may pass', () => {
  it('waits for a root that is gone, and says nothing for good meanwhile', async () => {
    const { base, root, read } = await setUp();
    await rename(root, `${root}-unmounted`);
    for (const source of ['photos/a.jpg', path.join(root, 'photos/a.jpg')]) {
      const failure = await read(source).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'ENOENT' } });
      expect(failure).not.toHaveProperty('isPermanent');
      expect(String(failure)).not.toContain(base);
    }
    await expect(read('../secret.txt')).rejects.toMatchObject(notAllowed);
    await rename(`${root}-unmounted`, root);
    expect(await read('photos/a.jpg')).toBe('photo a');
  });

  it('does not take the file of a later root while an earlier root is gone', async () => {
    const { base, root } = await setUp();
    const later = path.join(base, 'later');
    await fileIn(later, 'photos/a.jpg', 'another photo');
    const reader = new FsSourceReader({ roots: [root, later] });
    await rm(root, { recursive: true });
    const read = (source: string) => reader.read({ kind: 'path', path: source }, calm);
    await expect(read('photos/a.jpg')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(Buffer.from(await read(path.join(later, 'photos/a.jpg'))).toString()).toBe('another photo');
  });

  it('gives no bytes of a file that changes while it is read, and stops where it outgrows the limit', async () => {
    const base = await temporaryFolder();
    const file = await fileIn(base, 'growing.jpg', 'x'.repeat(100));
    const handle = await open(file);
    onTestFinished(() => handle.close());
    const before = await handle.stat({ bigint: true });
    expect(await readWhole(handle, before, 1000, calm)).toMatchObject({ outcome: 'whole' });
    await appendFile(file, 'y');
    expect(await readWhole(handle, before, 1000, calm)).toEqual({ outcome: 'changing' });
    expect(await readWhole(handle, before, 100, calm)).toEqual({ outcome: 'too-large' });
    await appendFile(file, 'y'.repeat(1000));
    expect(await readWhole(handle, before, 1000, calm)).toEqual({ outcome: 'too-large' });
    await truncate(file, 50);
    expect(await readWhole(handle, before, 1000, calm)).toEqual({ outcome: 'changing' });
  });

  posix('reads nothing half while a writer appends', async () => {
    const { root } = await setUp();
    await fileIn(root, 'upload.jpg', '');
    const reader = new FsSourceReader({ roots: [root], maxSourceBytes: 3_000_000 });
    const writer = spawn('sh', ['-c', 'yes | head -c 200000000 >> upload.jpg'], { cwd: root, stdio: 'ignore' });
    onTestFinished(() => void writer.kill('SIGKILL'));
    const codes = new Set<string>();
    let failure: unknown;
    while (!codes.has('IMAGE_TOO_LARGE')) {
      failure = await reader.read({ kind: 'path', path: 'upload.jpg' }, calm).catch((error: unknown) => error);
      if (failure instanceof Error) codes.add(String(Reflect.get(failure, 'code')));
    }
    codes.delete('PROCESSING_FAILED');
    expect([...codes]).toEqual(['IMAGE_TOO_LARGE']);
  });
});

describe('release', () => {
  it('takes the memory from the bytes at once, whatever the garbage collector does', async () => {
    const { root } = await setUp();
    const reader = new FsSourceReader({ roots: [root] });
    const read = () => reader.read({ kind: 'path', path: 'photos/a.jpg' }, calm);
    const [bytes, other] = [await read(), await read()];
    reader.release(bytes);
    expect(bytes.byteLength).toBe(0);
    expect(Buffer.from(other).toString()).toBe('photo a');
  });
});

describe('abort', () => {
  it('does not begin after it', async () => {
    const { read } = await setUp();
    await expect(read('photos/a.jpg', AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('ends a read under way, and leaves no listener on the signal', async () => {
    const { root } = await setUp();
    const big = await fileIn(root, 'big.jpg', '');
    await truncate(big, 2 ** 30);
    const reader = new FsSourceReader({ roots: [root], maxSourceBytes: 2 ** 30 });
    const controller = new AbortController();
    const begun = performance.now();
    const reading = reader.read({ kind: 'path', path: 'big.jpg' }, controller.signal);
    controller.abort(new Error('the task was cancelled'));
    await expect(reading).rejects.toMatchObject({
      code: 'ABORTED',
      message: expect.stringContaining('the task was cancelled'),
    });
    expect(performance.now() - begun).toBeLessThan(500);
  });
});
