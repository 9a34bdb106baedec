import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, onTestFinished } from 'vitest';
import type { BullMqOptions } from '../../src/index.ts';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

const script = `
  import { BullMqJobConsumer } from '@safelight/adapter-bullmq';
  const { options, workerId } = JSON.parse(process.argv[2]);
  const consumer = new BullMqJobConsumer(options);
  const neverEnds = (job, context) => {
    console.log('taken ' + job.taskId + '#' + context.attempt);
    return new Promise(() => {});
  };
  await consumer.start(neverEnds, { workerId, concurrency: 1 });
`;

/** A worker in a process of its own, whose handler never ends. */
export interface WorkerProcess {
  /** Resolves with `task#attempt` once it has taken a job. */
  readonly taken: Promise<string>;
  /** SIGKILL; resolves once it is dead. */
  kill(): Promise<void>;
}

/**
 * Starts a worker on the sources as they are, which Node 20 cannot run: they are stripped of their
 * types into a folder of their own. Killed after the test, if not before.
 */
export async function startWorkerProcess(options: Partial<BullMqOptions>, workerId: string): Promise<WorkerProcess> {
  stripped ??= layOut();
  const file = await stripped;
  const child = spawn(process.execPath, [file, JSON.stringify({ options, workerId })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  return { taken: firstTaken(child), kill };
}

/** The script beside the stripped packages; made once for a test file. */
let stripped: Promise<string> | undefined;

afterAll(async () => {
  const file = await stripped;
  if (file !== undefined) await rm(path.dirname(file), { recursive: true, force: true });
});

async function layOut(): Promise<string> {
  const base = await mkdtemp(path.join(tmpdir(), 'safelight-worker-'));
  for (const name of ['core', 'adapter-bullmq']) {
    await strip(path.join(packages, name), path.join(base, 'node_modules/@safelight', name));
  }
  for (const library of ['bullmq', 'ioredis']) await link(library, base);
  const file = path.join(base, 'worker.mjs');
  await writeFile(file, script);
  return file;
}

async function firstTaken(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The process has no standard output.');
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('taken ')) return line.slice('taken '.length);
  }
  throw new Error('The process ended before it took a job.');
}

async function link(library: string, base: string): Promise<void> {
  const manifest = createRequire(import.meta.url).resolve(`${library}/package.json`);
  await symlink(path.dirname(manifest), path.join(base, 'node_modules', library), 'dir');
}

async function strip(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(path.join(from, 'package.json'), path.join(to, 'package.json'));
  for (const name of await readdir(path.join(from, 'src'), { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const file = path.join(to, 'dist', name.replace(/\.ts$/, '.js'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, withoutTypes(await readFile(path.join(from, 'src', name), 'utf8')));
  }
}

function withoutTypes(source: string): string {
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2023,
    rewriteRelativeImportExtensions: true,
    verbatimModuleSyntax: true,
  };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}
