// Packs every publishable package as npm would publish it, into .packed/tarballs, and unpacks it into
// .packed/node_modules: there the later checks see what a user gets, while third-party packages are
// still found in the repository's own node_modules above it.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packedFolder, publishablePackages, repositoryRoot } from './workspaces.js';

const packages = publishablePackages();
const tarballs = join(packedFolder, 'tarballs');

rmSync(packedFolder, { recursive: true, force: true });
mkdirSync(tarballs, { recursive: true });
npm(['pack', ...packages.flatMap(({ name }) => ['--workspace', name]), '--pack-destination', tarballs, '--silent']);
for (const { name, tarball } of packages) {
  const folder = join(packedFolder, 'node_modules', name);
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}
console.log(`pack: ${packages.length} packages, as npm would publish them, are in tooling/checks/.packed`);

/** @param {readonly string[]} args */
function npm(args) {
  // npm names itself to its scripts; on Windows it is no executable that could be spawned by name.
  const cli = process.env.npm_execpath;
  if (cli === undefined) throw new Error('npm_execpath is not set: start this through "npm run check:pack"');
  run(process.execPath, [cli, ...args]);
}

/** @param {string} command @param {readonly string[]} args */
function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { cwd: repositoryRoot, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`, { cause: error });
}
