import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram, runProgram } from '../src/images/contestants/run-program.ts';
import { entryOf, type ImageContestantName, missingFor } from '../src/images/contestants.ts';

const sample = fileURLToPath(new URL('../../../examples/image-service/samples/fig.jpg', import.meta.url));

// ImageMagick and its kin are not everywhere: a run without them says so, and so does this one.
const names: readonly ImageContestantName[] = [
  'Safelight',
  'Safelight, Huffman optimised',
  'plain loop',
  'vipsthumbnail',
  'ImageMagick',
  'GraphicsMagick',
];
const installed = await Promise.all(names.map(async (name) => ((await missingFor(name)) === undefined ? name : '')));

describe('everyone who takes part', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'safelight-bench-test-'));
    await mkdir(join(folder, 'photos'));
    await copyFile(sample, join(folder, 'photos', 'fig.jpg'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each(installed.filter((name) => name !== ''))('makes both derivatives, whole: %s', async (name) => {
    const output = join(folder, 'made');
    const contestant = await entryOf(name).open({ photos: join(folder, 'photos'), output });
    await contestant.one('fig.jpg');
    expect(await sizesIn(output)).toEqual(['1024 x 693', '800 x 541']);
    await rm(output, { recursive: true });
    await contestant.batch?.(['fig.jpg']);
    if (contestant.batch) expect(await sizesIn(output)).toEqual(['1024 x 693', '800 x 541']);
  });

  it('is told of where it is not installed', async () => {
    expect(await findProgram(['no-such-program', 'node'], join(process.execPath, '..'))).toBe(process.execPath);
    expect(await findProgram(['no-such-program'])).toBeUndefined();
  });

  it('says why a program failed', async () => {
    const failing = runProgram(process.execPath, ['--eval', 'console.error("no such photo"); process.exit(3)']);
    await expect(failing).rejects.toThrow(/failed \(3\): no such photo/);
  });
});

async function sizesIn(output: string): Promise<readonly string[]> {
  const entries = await readdir(output, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.jpg'));
  // By their bytes: a worker's process has closed sharp's reading of files.
  const all = await Promise.all(
    files.map(async (file) => sharp(await readFile(join(file.parentPath, file.name))).metadata()),
  );
  return all.map(({ width, height }) => `${width} x ${height}`).sort();
}
