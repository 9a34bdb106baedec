import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

it('a quick run of the images ends well, with every line of the table, whatever the figures', async () => {
  const output = await mkdtemp(join(tmpdir(), 'safelight-bench-test-'));
  try {
    const args = [main, '--quick', '--only', 'images', '--output', output];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const table = stdout.slice(stdout.indexOf('What must be reached'));
    expect(table.match(/ (met|not met|not measured) /g)).toHaveLength(8);
    expect(table).toMatch(/against the plain loop +at least 1\.8 x +\d/);
    expect((await readdir(output)).sort()).toEqual(['batch.svg', 'one-image.svg', 'results.json', 'summary.md']);
    expect(await readFile(join(output, 'summary.md'), 'utf8')).toMatch(
      /^\| one image against the floor, JPEG of 12 MP \| at most/m,
    );
    const results = JSON.parse(await readFile(join(output, 'results.json'), 'utf8'));
    expect(results).toMatchObject({ quick: true, machine: { cores: expect.any(Number) } });
    expect(results.groups.map(({ group }: { group: string }) => group)).toEqual(['images']);
    expect(results.groups[0].lines).toHaveLength(8);
  } finally {
    await rm(output, { recursive: true });
  }
});

it('an unknown group is a mistake that says which there are', async () => {
  const failing = promisify(execFile)(process.execPath, [main, '--only', 'pictures']);
  await expect(failing).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('there are images, pipeline'),
  });
});
