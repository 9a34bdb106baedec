import { execFileSync } from 'node:child_process';
import { chmod, chown, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished, type TestContext } from 'vitest';
import { FsImageStore, FsSourceReader } from '../src/index.ts';
import { outputOf, startChild } from './support/child.ts';
import { calm, derivativeOf } from './support/derivative.ts';
import { fileIn, filesBelow, temporaryFolder } from './support/folder.ts';

const isRoot = process.getuid?.() === 0;
const nobody = 65534;
const transient = (failure: unknown, code: string) => {
  expect(failure).toMatchObject({ code: 'PROCESSING_FAILED', cause: { code } });
  expect(failure).not.toHaveProperty('isPermanent');
};

// Root may write anywhere: rights are tried in a process of another user.
const writeOnce = `
  const { images, sources } = fsStore({ root: input.root, output: input.output });
  const signal = new AbortController().signal;
  const data = Buffer.from('a picture');
  const md5 = createHash('md5').update(data).digest('hex');
  const told = ({ code, message, cause, isPermanent = false }) => ({ code, message, cause: cause?.code, isPermanent });
  const derivative = { resolution: '1024', md5, size: 9, width: 1, height: 1, format: 'jpeg', data };
  const written = await images.write(derivative, { imageName: 'cat', signal }).catch(told);
  const read = await sources.read({ kind: 'path', path: 'mine.jpg' }, signal).catch(told);
  console.log(JSON.stringify({ written, read }));`;

it.skipIf(process.platform === 'win32')('fails as something that may pass where the user has no right', async () => {
  const base = await temporaryFolder();
  await chmod(base, 0o755);
  const [root, output] = [path.join(base, 'input'), path.join(base, 'output')];
  await chmod(await fileIn(root, 'mine.jpg', 'private'), 0o000);
  await mkdir(output, { mode: 0o555 });
  const child = await startChild(writeOnce, { root, output }, isRoot ? { uid: nobody, gid: nobody } : {});
  const { written, read } = JSON.parse(await outputOf(child));
  for (const failure of [written, read]) {
    expect(failure).toMatchObject({ code: 'PROCESSING_FAILED', cause: 'EACCES', isPermanent: false });
    expect(failure.message).toContain('lacks the right');
    expect(failure.message).not.toContain(base);
  }
  expect(await filesBelow(output)).toEqual([]);
});

it.skipIf(!isRoot)("lets a user write who owns the folder, with that user's own files", async () => {
  const base = await temporaryFolder();
  await chmod(base, 0o755);
  const output = path.join(base, 'output');
  await mkdir(output);
  await chown(output, nobody, nobody);
  const child = await startChild(writeOnce, { root: base, output }, { uid: nobody, gid: nobody });
  expect(JSON.parse(await outputOf(child)).written).toMatchObject({ size: 9 });
});

it('fails as something that may pass on a full disk, leaves nothing, and works once there is room', async (context) => {
  const folder = await smallDisk(context, 'size=1m');
  const store = new FsImageStore({ output: path.join(folder, 'output') });
  const write = (bytes: number) =>
    store.write(derivativeOf(new Uint8Array(bytes).fill(bytes)), { imageName: 'cat', signal: calm });
  const failure = await write(2_000_000).catch((error: unknown) => error);
  transient(failure, 'ENOSPC');
  expect(String(failure)).toContain('the disk is full; free some space');
  expect(String(failure)).not.toContain(folder);
  expect(await filesBelow(folder)).toEqual([]);
  const { path: key } = await write(500_000);
  expect(await store.stat(key)).toMatchObject({ size: 500_000 });
});

it('fails as something that may pass on a read-only file system, and still tells what is there', async (context) => {
  const folder = await smallDisk(context, 'size=1m');
  const store = new FsImageStore({ output: path.join(folder, 'output') });
  const write = (content: string) => store.write(derivativeOf(content), { imageName: 'cat', signal: calm });
  const { path: key } = await write('a picture');
  execFileSync('mount', ['-o', 'remount,ro', folder]);
  transient(await write('another').catch((error: unknown) => error), 'EROFS');
  transient(await store.remove(key).catch((error: unknown) => error), 'EROFS');
  transient(await store.sweep(async () => new Set(), Date.now() + 1000).catch((error: unknown) => error), 'EROFS');
  expect(await store.stat(key)).toMatchObject({ size: 9 });
});

it('reads through links within one file system as within another', async (context) => {
  const folder = await smallDisk(context, 'size=1m');
  await fileIn(folder, 'a.jpg', 'on the small disk');
  const reader = new FsSourceReader({ roots: [path.dirname(folder)] });
  const source = `${path.basename(folder)}/a.jpg`;
  expect(Buffer.from(await reader.read({ kind: 'path', path: source }, calm)).toString()).toBe('on the small disk');
});

async function smallDisk(context: TestContext, options: string): Promise<string> {
  const folder = path.join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    console.warn(`SKIPPED, no small disk can be mounted here (that takes Linux and root): ${String(error)}`);
    context.skip();
  }
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}
