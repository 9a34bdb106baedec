import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.ts';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Starts a process of its own on the sources as they are, which Node 20 cannot run: they are stripped
 * of their types into a folder that every user may read. Killed after the test, if not before.
 *
 * @param script an ES module's body; it sees `fsStore` and, as `input`, the parsed `input`
 */
export async function startChild(script: string, input: object, options: SpawnOptions = {}): Promise<ChildProcess> {
  const base = await temporaryFolder();
  await chmod(base, 0o755);
  await strip(path.join(packages, 'core'), path.join(base, 'node_modules/@safelight/core'));
  await strip(path.join(packages, 'adapter-fs-store'), path.join(base, 'node_modules/@safelight/adapter-fs-store'));
  const file = path.join(base, 'child.mjs');
  const head = `import { createHash } from 'node:crypto';
    import { fsStore } from '@safelight/adapter-fs-store';
    const input = JSON.parse(process.argv[2]);`;
  await writeFile(file, `${head}\n${script}`);
  const child = spawn(process.execPath, [file, JSON.stringify(input)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function strip(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await cp(path.join(from, 'package.json'), path.join(to, 'package.json'));
  for (const name of await readdir(path.join(from, 'src'), { recursive: true })) {
    // What core's main entry does not lead to is not needed, and stripping takes its time.
    if (!name.endsWith('.ts') || /^(?:in-memory|testing)\b/.test(name)) continue;
    const file = path.join(to, 'dist', name.replace(/\.ts$/, '.js'));
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, plainJs(await readFile(path.join(from, 'src', name), 'utf8')));
  }
}

const stripped = new Map<string, string>();

function plainJs(source: string): string {
  const known = stripped.get(source) ?? withoutTypes(source);
  stripped.set(source, known);
  return known;
}

function withoutTypes(source: string): string {
  const { ESNext } = ts.ModuleKind;
  const compilerOptions = { module: ESNext, target: ts.ScriptTarget.ES2023, rewriteRelativeImportExtensions: true };
  return ts.transpileModule(source, { compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true } }).outputText;
}

/** Everything that the child writes to its standard output until it ends. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const piece of child.stdout ?? []) text += String(piece);
  return text;
}
