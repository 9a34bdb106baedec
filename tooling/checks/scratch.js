// What a user does: a project of its own outside the repository, the packed tarballs installed into it
// by npm, the README's code compiled under both resolutions (declarations checked too), then run: on a
// real photo, and through `simulate`. Needs a registry for the third-party packages, so it is not part
// of `npm run check`; CI runs it after that.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishablePackages, repositoryRoot } from './workspaces.js';

const project = mkdtempSync(join(tmpdir(), 'safelight-scratch-'));
/** @type {{ devDependencies: Record<string, string> }} */
const { devDependencies } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
const tools = ['@types/node', '@typescript/native', 'vitest'].map((name) => [name, devDependencies[name]]);

try {
  write('package.json', {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(publishablePackages().map(({ name, tarball }) => [name, `file:${tarball}`])),
    devDependencies: Object.fromEntries(tools),
  });
  npm('install', '--no-audit', '--no-fund', '--silent');
  const embedding = join(repositoryRoot, 'examples/embedding');
  cpSync(join(embedding, 'src'), join(project, 'src'), { recursive: true });
  cpSync(join(embedding, 'test/service.unit.test.ts'), join(project, 'test/service.unit.test.ts'));
  cpSync(join(repositoryRoot, 'examples/image-service/samples/fig.jpg'), join(project, 'photos/fig.jpg'));
  const main = "import { embed } from './embed.ts';\nconsole.log(await embed('photos', 'fig.jpg', 'output'));\n";
  writeFileSync(join(project, 'src/main.ts'), main);

  compile('bundler', 'esnext', { noEmit: true });
  compile('nodenext', 'nodenext', { outDir: 'dist', rootDir: 'src', rewriteRelativeImportExtensions: true });
  node('dist/main.js');
  node('node_modules/vitest/vitest.mjs', 'run');
  console.log('scratch: the README’s code compiles, runs and proves itself from the packed tarballs');
} finally {
  rmSync(project, { recursive: true, force: true });
}

/** @param {string} moduleResolution @param {string} module @param {object} emit */
function compile(moduleResolution, module, emit) {
  const compilerOptions = {
    module,
    moduleResolution,
    target: 'es2023',
    lib: ['es2023', 'esnext.disposable'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    allowImportingTsExtensions: !('outDir' in emit),
    types: ['node'],
    ...emit,
  };
  write(`tsconfig.${moduleResolution}.json`, { compilerOptions, include: ['src'] });
  node('node_modules/@typescript/native/bin/tsc', '-p', `tsconfig.${moduleResolution}.json`);
}

/** @param {string} file @param {object} value */
function write(file, value) {
  writeFileSync(join(project, file), JSON.stringify(value, null, 2));
}

/** @param {readonly string[]} args */
function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli === undefined) throw new Error('npm_execpath is not set: start this through "npm run check:scratch"');
  node(cli, ...args);
}

/** @param {readonly string[]} args */
function node(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: project, stdio: 'inherit' });
  if (status !== 0) throw new Error(`In the scratch project, "node ${args.join(' ')}" failed; its output is above.`);
}
