import { copyFile, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  exampleFolder,
  expectNamesToBeHashes,
  filesBelow,
  inTemporaryFolder,
  runDemo,
  samplesFolder,
  tableRows,
} from './support/demo-process.ts';

const sample = path.join(samplesFolder, 'fig.jpg');

describe('npm run demo', () => {
  it('makes both derivatives of each sample, tells their events, and prints the table of the README', async () => {
    await inTemporaryFolder(async (from) => {
      const { code, stdout, stderr } = await runDemo([], { from });

      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const rows = tableRows(stdout);
      const promised = tableRows(await readFile(path.join(exampleFolder, 'README.md'), 'utf8'));
      const nameAndSize = (row: readonly string[]) => row.slice(0, 3);
      expect(rows.map(nameAndSize)).toEqual(promised.map(nameAndSize));
      expect(rows).toHaveLength(10);
      for (const [name = '', resolution = '', , bytes = '', saved = '', md5 = '', file = ''] of rows) {
        const { size } = await stat(path.join(from, file));
        const source = await stat(path.join(samplesFolder, name));
        expect(file).toBe(path.join('output', path.parse(name).name, resolution, `${md5}.jpg`));
        expect(Number(bytes.replaceAll(',', ''))).toBe(size);
        expect(Number(saved.replace(/ .*/, '').replaceAll(',', ''))).toBe(source.size - size);
        for (const type of ['task.created', 'task.processing', 'task.progress', 'task.completed']) {
          expect(stdout).toMatch(new RegExp(`^ +[\\d.]+ s  ${name} +${type} `, 'm'));
        }
      }
      expect(stdout).toContain(`Output folder: ${path.join(from, 'output')}\n`);
      expect(stdout).toContain('5 of 5 images done, 10 derivatives');
      expect(stdout.includes('\x1b') || stdout.includes('\r'), 'no terminal: no colour, no bar').toBe(false);
      expect(await expectNamesToBeHashes(path.join(from, 'output'))).toBe(10);
    });
  });

  it('finishes the good image beside a broken one, says which is broken and why, and exits with 1', async () => {
    await inTemporaryFolder(async (from) => {
      await copyFile(sample, path.join(from, 'a.jpg'));
      await writeFile(path.join(from, 'broken.jpg'), (await readFile(sample)).subarray(0, 20_000));

      const { code, stdout } = await runDemo(['a.jpg', 'broken.jpg'], { from });

      expect(code).toBe(1);
      expect(tableRows(stdout).map(([name, resolution]) => [name, resolution])).toEqual([
        ['a.jpg', '1024'],
        ['a.jpg', '800'],
      ]);
      const readme = await readFile(path.join(exampleFolder, 'README.md'), 'utf8');
      const promised = /^broken\.jpg: CORRUPT_IMAGE: .*$/m.exec(readme)?.[0];
      expect(promised).toBeDefined();
      expect(stdout.split('\n')).toContain(promised);
      expect(stdout).toContain('1 of 2 images done, 2 derivatives');
      expect(await expectNamesToBeHashes(path.join(from, 'output'))).toBe(2);
    });
  });

  it('gives each bad path its own code and sentence, and leaves nothing behind', async () => {
    await inTemporaryFolder(async (folder) => {
      const from = path.join(folder, 'photos');
      await mkdir(path.join(from, 'a-folder'), { recursive: true });
      await writeFile(path.join(from, 'text.jpg'), 'no image');
      await writeFile(path.join(from, 'empty.jpg'), '');
      await copyFile(sample, path.join(folder, 'elsewhere.jpg'));
      await symlink(path.join(folder, 'elsewhere.jpg'), path.join(from, 'link.jpg'));
      const passwd = path.relative(from, '/etc/passwd');

      const bad = ['text.jpg', 'empty.jpg', 'a-folder', 'link.jpg', 'gone.jpg', 'no-folder/a.jpg', passwd];
      const { code, stdout, stderr } = await runDemo(bad, { from });

      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toMatch(/^text\.jpg: UNSUPPORTED_FORMAT: The source is no image/m);
      expect(stdout).toMatch(/^empty\.jpg: CORRUPT_IMAGE: /m);
      expect(stdout).toMatch(/^a-folder: SOURCE_NOT_ALLOWED: .* is no regular file/m);
      expect(stdout).toMatch(/^link\.jpg: SOURCE_NOT_ALLOWED: .* leads out of the allowed roots/m);
      expect(stdout).toMatch(/^gone\.jpg: SOURCE_NOT_FOUND: Nothing is at/m);
      expect(stdout).toMatch(/^a\.jpg: SOURCE_NOT_FOUND: Its folder can't be read from/m);
      expect(stdout).toMatch(/^passwd: UNSUPPORTED_FORMAT: /m);
      expect(stdout).not.toContain('root:');
      expect(stdout).toContain('0 of 7 images done, 0 derivatives');
      expect(await filesBelow(path.join(from, 'output'))).toEqual([]);
    });
  });

  it('writes to the folder that --output names, from wherever it is called', async () => {
    await inTemporaryFolder(async (folder) => {
      const from = path.join(folder, 'deep', 'down');
      await mkdir(from, { recursive: true });
      await copyFile(sample, path.join(folder, 'a.jpg'));

      const { code, stdout } = await runDemo(['../../a.jpg', '--output', '../made/by me'], { from });

      expect(code).toBe(0);
      const output = path.join(folder, 'deep', 'made', 'by me');
      expect(stdout).toContain(`Output folder: ${output}\n`);
      expect(await expectNamesToBeHashes(output)).toBe(2);
      expect(await filesBelow(from)).toEqual([]);
      const row = stdout.split('\n').find((line) => line.startsWith('a.jpg  1024'));
      expect(row).toContain(`${output}${path.sep}a${path.sep}1024${path.sep}`);
    });
  });

  it('cancels what is under way on Ctrl-C, reports what was done, and exits with 130', async () => {
    await inTemporaryFolder(async (from) => {
      let isSent = false;
      const { code, stdout } = await runDemo([], {
        from,
        onOutput(text, kill) {
          if (isSent || !text.includes('task.completed')) return;
          isSent = true;
          // As npm does with a Ctrl-C, which the terminal has sent to its script already.
          kill('SIGINT');
          kill('SIGINT');
        },
      });

      expect(code).toBe(130);
      expect(stdout).toMatch(/^Stopping: /m);
      expect(stdout).toMatch(/^two-dogs\.jpg: ABORTED: /m);
      const files = tableRows(stdout).map((row) => row[6]);
      expect(files.length).toBeGreaterThan(0);
      // A derivative of an image that was cancelled after it was stored may be there too, whole.
      expect(await filesBelow(from)).toEqual(expect.arrayContaining(files));
      await expectNamesToBeHashes(path.join(from, 'output'));
    });
  });

  it('ends at once by the second signal, whatever still keeps the process', async () => {
    await inTemporaryFolder(async (from) => {
      let isSent = false;
      const { killedBy } = await runDemo([], {
        from,
        // Stands for a thread that decodes a large image: the process does not end by itself.
        nodeOptions: '--import data:text/javascript,setInterval(Object,1000)',
        onOutput(text, kill) {
          if (isSent || !text.includes('task.processing')) return;
          isSent = true;
          kill('SIGINT');
          // Within 250 ms of the first it would count as the same press of the key.
          setTimeout(() => kill('SIGINT'), 400);
        },
      });
      expect(killedBy).toBe('SIGINT');
    });
  });
});

describe('a wrong call', () => {
  it.each([
    [['--frobnicate'], /Unknown option '--frobnicate'.*--output DIR, --engines NAME, --serve, --port N and --help/],
    [['--output'], /--output.*argument missing/],
    [['--output', ''], /--output needs the name of a folder/],
    [['--engines', 'kafka'], /--engines takes embedded or redis-mongo, not 'kafka'/],
    [['a.jpg', ''], /An image path is empty/],
    [['--output', 'file/below'], /The output folder can't be made: ENOTDIR.*Name another with --output DIR/],
  ])('%j says what to do instead, and exits with 2', async (args, says) => {
    await inTemporaryFolder(async (from) => {
      await writeFile(path.join(from, 'file'), '');
      const { code, stdout, stderr } = await runDemo(args, { from });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(says);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(await filesBelow(from)).toEqual(['file']);
    });
  });

  it('does not wait for ever for a folder in /proc', async () => {
    await inTemporaryFolder(async (from) => {
      const { code, stderr } = await runDemo(['--output', '/proc/no/such'], { from });
      expect(code).toBe(2);
      expect(stderr).toContain("The output folder can't be made");
    });
  });

  it('--help tells every option, and exits with 0', async () => {
    await inTemporaryFolder(async (from) => {
      const { code, stdout } = await runDemo(['--help'], { from });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Usage: npm run demo -- .*--output DIR[\s\S]*--help/);
      expect(await filesBelow(from)).toEqual([]);
    });
  });
});
