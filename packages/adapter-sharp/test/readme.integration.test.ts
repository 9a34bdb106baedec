import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definePresets } from '@safelight/core';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { sharpProcessor } from '../src/index.ts';
import { calm as signal } from './support/derive.ts';

it('the README’s code runs as it stands there', async () => {
  const photo = fileURLToPath(new URL('../../../examples/image-service/samples/fig.jpg', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'adapter-sharp-'));
  try {
    await example(photo, folder);
    expect(await sharp(await readFile(join(folder, 'hero.jpg'))).metadata()).toMatchObject({
      width: 1024,
      height: 693,
    });
    expect(await sharp(await readFile(join(folder, 'thumb.jpg'))).metadata()).toMatchObject({
      width: 200,
      height: 200,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
  const source = await readFile(new URL(import.meta.url), 'utf8');
  const [, body = 'no example'] = /^async function example.*\n([\s\S]*?)^}/m.exec(source) ?? [];
  expect(readme).toContain(body.replaceAll(/^ {2}/gm, ''));
});

async function example(photo: string, folder: string): Promise<void> {
  const presets = definePresets({ hero: { width: 1024 }, thumb: { width: 200, height: 200, fit: 'cover' } });
  for await (const image of sharpProcessor().derive(await readFile(photo), presets.all, { signal })) {
    await writeFile(join(folder, `${image.resolution}.jpg`), image.data);
  }
}
