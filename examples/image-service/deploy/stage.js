// Puts the built service into a folder of its own: its JavaScript, that of the packages it depends on, and their
// production dependencies in the versions of the lock file. Without the demo, and what only that needs.
//
//   node examples/image-service/deploy/stage.js FOLDER
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const service = 'examples/image-service';
/** The demo's own: test servers to run on. */
const notForProduction = ['@safelight-tooling/test-services'];

/**
 * @typedef {{ name: string, dependencies?: Record<string, string>, peerDependencies?: Record<string, string>,
 *   devDependencies?: Record<string, string>, scripts?: Record<string, string>, workspaces?: string[] }} Manifest
 */

/** @type {(folder: string) => Manifest} */
const manifestOf = (folder) => JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));

/** The service's own workspace, and those it depends on. @returns {string[]} */
function workspacesNeeded() {
  const packages = readdirSync(path.join(root, 'packages')).map((name) => `packages/${name}`);
  const byName = new Map(packages.map((folder) => [manifestOf(folder).name, folder]));
  const needed = new Set([service]);
  // What is added while this runs is looked at as well.
  for (const folder of needed) {
    const { dependencies = {}, peerDependencies = {} } = manifestOf(folder);
    for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
      const found = byName.get(name);
      if (found !== undefined) needed.add(found);
    }
  }
  return [...needed].sort();
}

/** @type {(folder: string, manifest: Manifest) => void} */
function writeManifest(folder, manifest) {
  const { devDependencies: _dev, scripts: _scripts, ...kept } = manifest;
  const dependencies = Object.entries(kept.dependencies ?? {}).filter(([name]) => !notForProduction.includes(name));
  mkdirSync(folder, { recursive: true });
  const written = { ...kept, dependencies: Object.fromEntries(dependencies) };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(written, null, 2)}\n`);
}

/** Neither declarations and source maps, nor the demo. @type {(from: string) => boolean} */
function isForProduction(from) {
  const inService = path.relative(path.join(root, service, 'dist'), from);
  return !/\.(d\.ts|map|tsbuildinfo)$/.test(from) && !/^demo(-worker)?(\.js)?$/.test(inService);
}

const target = path.resolve(process.argv[2] ?? '');
if (process.argv[2] === undefined || existsSync(path.join(target, 'package.json'))) {
  process.stderr.write('Name a folder that is new or empty: node examples/image-service/deploy/stage.js FOLDER\n');
  process.exit(2);
}

const workspaces = workspacesNeeded();
writeManifest(target, { ...manifestOf('.'), workspaces });
for (const workspace of workspaces) {
  writeManifest(path.join(target, workspace), manifestOf(workspace));
  cpSync(path.join(root, workspace, 'dist'), path.join(target, workspace, 'dist'), {
    recursive: true,
    filter: isForProduction,
  });
}
for (const also of ['deploy', 'page']) {
  cpSync(path.join(root, service, also), path.join(target, service, also), { recursive: true });
}
for (const file of ['package-lock.json', '.npmrc']) cpSync(path.join(root, file), path.join(target, file));

// Not `npm ci`: that refuses a lock file of more workspaces than are here. What is locked is installed all the same.
const npm = spawnSync('npm', ['install', '--omit=dev', '--ignore-scripts'], {
  cwd: target,
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exitCode = npm.status ?? 1;
