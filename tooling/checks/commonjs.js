// Runs uses.cjs, a CommonJS file, among the packed packages: each entry point is required as a user
// of Node 20.19 or later would, its values are those of the export snapshot, and one of them is used.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packedFolder, publishablePackages } from './workspaces.js';

const specifiers = publishablePackages().flatMap(({ entries }) => entries.map(({ specifier }) => specifier));
const expected = Object.fromEntries(specifiers.map((specifier) => [specifier, valuesInSnapshot(specifier)]));

// The file is copied there so that its requires find the packed packages, not the workspaces.
copyFileSync(join(import.meta.dirname, 'uses.cjs'), join(packedFolder, 'uses.cjs'));
writeFileSync(join(packedFolder, 'expected.json'), JSON.stringify(expected));
const { status } = spawnSync(process.execPath, ['uses.cjs'], { cwd: packedFolder, stdio: 'inherit' });
process.exitCode = status ?? 1;

/** @param {string} specifier */
function valuesInSnapshot(specifier) {
  const file = join(import.meta.dirname, 'exports', `${specifier.split('/')[1]}.txt`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${specifier}: `))
    .map((line) => line.slice(specifier.length + 2).split(' '))
    .flatMap(([kind, name]) => (name && !name.includes('.') && !/^(interface|type)$/.test(kind ?? '') ? [name] : []));
}
