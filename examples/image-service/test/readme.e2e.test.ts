import { spawn } from 'node:child_process';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { variableNames } from '../src/config/environment.ts';
import { exampleFolder, filesBelow, inTemporaryFolder, samplesFolder } from './support/demo-process.ts';
import { typesOf } from './support/prometheus.ts';
import { environmentIn, ServiceProcess } from './support/service-process.ts';

const readme = await readFile(path.join(exampleFolder, 'README.md'), 'utf8');

/** What stands under a heading, up to the next one of its level. */
function sectionOf(heading: string): string {
  const begin = readme.indexOf(`\n## ${heading}\n`);
  expect(begin, heading).toBeGreaterThan(-1);
  return readme.slice(begin + 1, readme.indexOf('\n## ', begin + 1));
}

/** The code of a section's blocks of a language; '' for blocks without one. */
function blocksOf(section: string, language: string): readonly string[] {
  return [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  );
}

/** The cells of a section's table rows. */
function rowsOf(section: string): readonly (readonly string[])[] {
  const lines = section.split('\n').filter((line) => line.startsWith('| `'));
  return lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

/** Runs a script as a reader would paste it, in a folder; what it asks of port 3000 goes to `url`. */
async function inBash(script: string, folder: string, url: string): Promise<string> {
  // Curl's own way to send a reader's address elsewhere, so that the script itself stays as it is.
  await writeFile(path.join(folder, '.curlrc'), `connect-to = "127.0.0.1:3000:${new URL(url).host}"\n`);
  const bash = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(bash.stdout), text(bash.stderr)]);
  expect(stderr).toBe('');
  return stdout;
}

describe('the README', () => {
  it('has a session with curl that does what it says', async () => {
    const session = sectionOf('A session with curl');
    const [script = '', byPath = ''] = blocksOf(session, 'sh');
    const [promised = ''] = blocksOf(session, '');
    await inTemporaryFolder(async (folder) => {
      await cp(samplesFolder, path.join(folder, 'samples'), { recursive: true });
      await mkdir(path.join(folder, 'input/photos'), { recursive: true });
      await cp(path.join(samplesFolder, 'fig.jpg'), path.join(folder, 'input/photos/a.jpg'));
      await using service = await ServiceProcess.ready('all-in-one', environmentIn(folder));

      const printed = await inBash(script, folder, service.url);
      // The MD5 belongs to the version of sharp, and may differ on another processor.
      const masked = (output: string): string => output.replaceAll(/\b[0-9a-f]{32}\b/g, 'MD5');
      expect(masked(printed)).toBe(masked(promised));
      const [hash, file] = printed.trim().split('\n').at(-1)?.split(/\s+/) ?? [];
      expect(file).toBe(`${hash}.jpg`);
      expect(await filesBelow(path.join(folder, 'output'))).toContain(path.join('fig', '1024', `${hash}.jpg`));

      const base = script.split('\n')[0];
      const submitAgain = async (): Promise<unknown> =>
        JSON.parse(await inBash(`${base}\n${byPath}`, folder, service.url));
      const first = await submitAgain();
      expect(first).toMatchObject({ source: { path: 'photos/a.jpg' }, presets: ['1024'], metadata: { productId: 42 } });
      expect(await submitAgain()).toMatchObject({ id: Reflect.get(Object(first), 'id') });

      expect(
        rowsOf(sectionOf('The API'))
          .map(([operation]) => operation)
          .sort(),
      ).toEqual(await operationsOf(service.url));
      const metrics = await (await fetch(`${service.url}/metrics`)).text();
      expect(metrics).toMatch(/^safelight_event_lag_seconds_count\{event_type="task\.completed"\} [1-9]/m);
      const told = rowsOf(sectionOf('Seeing what it does')).map(([name, type]) => [name, type]);
      expect(told.sort()).toEqual([...typesOf(metrics)].filter(([name]) => name.startsWith('safelight_')).sort());
    });
  });

  it('names every variable, with the default that .env.example has', async () => {
    const example = await readFile(path.join(exampleFolder, '.env.example'), 'utf8');
    const rows = rowsOf(sectionOf('Configuration'));
    expect(rows.map(([name]) => name).sort()).toEqual([...variableNames].sort());
    for (const [name = '', value] of rows) {
      expect(value, name).toBe(new RegExp(`^${name}=(.*)$`, 'm').exec(example)?.[1] ?? '');
    }
  });
});

/** Every operation of the service, as the README's table has it. */
async function operationsOf(url: string): Promise<readonly string[]> {
  const { paths }: { paths: Record<string, object> } = JSON.parse(await (await fetch(`${url}/openapi.json`)).text());
  const all = Object.entries(paths).flatMap(([at, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${at}`),
  );
  return all.sort();
}
