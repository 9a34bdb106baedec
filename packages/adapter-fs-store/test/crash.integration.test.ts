import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { FsImageStore } from '../src/index.ts';
import { startChild } from './support/child.ts';
import { filesBelow, temporaryFolder } from './support/folder.ts';

const size = 30_000_000;

// Stores one large derivative after the other, each of another content, until it is killed.
const writeForEver = `
  const { images } = fsStore({ root: '.', output: input.output });
  const data = Buffer.alloc(input.size);
  for (let n = input.first; ; n++) {
    data.writeUInt32LE(n);
    const md5 = createHash('md5').update(data).digest('hex');
    const derivative = { resolution: '1024', md5, size: data.length, width: 1, height: 1, format: 'jpeg', data };
    await images.write(derivative, { imageName: 'big', signal: new AbortController().signal });
  }`;

it('shows no part of a file whose writer is killed in the middle of writing it', async () => {
  const output = path.join(await temporaryFolder(), 'output');
  for (let round = 1; round <= 2; round++) {
    const child = await startChild(writeForEver, { output, size, first: round * 1000 });
    await halfWritten(output);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const parts = await readdir(path.join(output, '.tmp'));
    expect(parts).toHaveLength(round);
    await expectWhole(output);
  }
  const store = new FsImageStore({ output });
  const keys = (await filesBelow(output)).filter((file) => !file.startsWith('.tmp/'));
  expect(await store.sweep(async (asked) => new Set(asked), Date.now() + 1000)).toBe(2);
  expect(await filesBelow(output)).toEqual(keys);
});

/** Waits until a part has some of its bytes, and so many to come that the kill arrives before them. */
async function halfWritten(output: string): Promise<void> {
  const folder = path.join(output, '.tmp');
  const dead = new Set(await readdir(folder).catch(() => []));
  for (;;) {
    for (const part of await readdir(folder).catch(() => [])) {
      const written = dead.has(part)
        ? 0
        : await stat(path.join(folder, part)).then(
            (one) => one.size,
            () => 0,
          );
      if (written > 0 && written < size / 2) return;
    }
    await delay(1);
  }
}

async function expectWhole(output: string): Promise<void> {
  for (const file of await filesBelow(output)) {
    if (file.startsWith('.tmp/')) continue;
    const md5 = createHash('md5')
      .update(await readFile(path.join(output, file)))
      .digest('hex');
    expect(path.basename(file)).toBe(`${md5}.jpg`);
  }
}
