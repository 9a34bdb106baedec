import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const exampleFolder: string = fileURLToPath(new URL('../..', import.meta.url));
export const samplesFolder: string = path.join(exampleFolder, 'samples');
const script = path.join(exampleFolder, 'dist/demo.js');

/** How a demo process ended, and what it said. */
export interface DemoEnd {
  readonly code: number | null;
  readonly killedBy: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how to start the demo. */
export interface DemoStart {
  /** The folder that a user would call npm from. */
  readonly from: string;
  /** Environment variables besides those of this process; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Node's own options, for what a test wants to happen in the process besides. Default none. */
  readonly nodeOptions?: string;
  /** Called whenever the output has grown. */
  readonly onOutput?: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the built demo as `npm run demo -- {args}` would: in another folder, the caller's in INIT_CWD. */
export async function runDemo(
  args: readonly string[],
  { from, env = {}, nodeOptions = '', onOutput }: DemoStart,
): Promise<DemoEnd> {
  expect(existsSync(script), `${script} is missing: run "npm run build" first`).toBe(true);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: exampleFolder,
    env: { ...process.env, INIT_CWD: from, NODE_OPTIONS: nodeOptions, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(stdout, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killedBy) => resolve({ code, killedBy, stdout, stderr }));
  });
}

/** Calls `use` with a new folder, which is gone afterwards. */
export async function inTemporaryFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-demo-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Every file below the folder, as paths below it. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Expects each file below the folder to be called by the MD5 of its content; gives how many there are. */
export async function expectNamesToBeHashes(folder: string): Promise<number> {
  const files = await filesBelow(folder);
  for (const file of files) {
    const content = await readFile(path.join(folder, file));
    expect(path.parse(file).name, file).toBe(createHash('md5').update(content).digest('hex'));
  }
  return files.length;
}

/** The rows of the table in a text, as their cells: name, resolution, width x height, bytes, saved, MD5, path. */
export function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/ {2,}/))
    .filter((cells) => cells.length === 7 && /^[0-9a-f]{32}$/.test(cells[5] ?? ''));
}
