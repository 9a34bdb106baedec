import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embed } from '../src/embed.ts';

const sample = fileURLToPath(new URL('../../image-service/samples/fig.jpg', import.meta.url));
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-embedding-'));
  await cp(sample, join(folder, 'photos', 'fig.jpg'));
});

afterAll(() => rm(folder, { recursive: true }));

it('gives the product its picture, from a real photo to a real file', async () => {
  const path = await embed(join(folder, 'photos'), 'fig.jpg', join(folder, 'output'));
  expect(path).toMatch(/^\/output\/fig\/hero\/[0-9a-f]{32}\.jpg$/);
  const file = await readFile(join(folder, path ?? ''));
  expect(`${createHash('md5').update(file).digest('hex')}.jpg`).toBe(basename(path ?? ''));
});
