// The workspaces of the repository, read from the folders themselves, so that a new package is
// checked from its first day without being listed anywhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');

/** Where pack.js leaves the packages as npm would publish them. */
export const packedFolder = join(import.meta.dirname, '.packed');

/**
 * @typedef {object} Workspace
 * @property {string} name
 * @property {string} folder relative to the root, with forward slashes
 * @property {boolean} publishable
 * @property {string} tarball where pack.js puts the packed package, under the name that npm gives it
 * @property {readonly Entry[]} entries its entry points
 * @property {readonly string[]} scripts the names of its npm scripts
 *
 * @typedef {object} Entry
 * @property {string} specifier what a user imports
 * @property {string} types its declarations, relative to the package's folder
 * @property {string} script its JavaScript, relative to the package's folder
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} version
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string | { types: string, default: string }>} [exports]
 */

/** @param {string} root @returns {readonly Workspace[]} */
export function workspacesOf(root) {
  return ['packages', 'examples', 'tooling'].flatMap((parent) =>
    (existsSync(join(root, parent)) ? readdirSync(join(root, parent)) : [])
      .map((child) => `${parent}/${child}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => workspaceOf(root, folder)),
  );
}

/** @param {string} root @param {string} folder @returns {Workspace} */
function workspaceOf(root, folder) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const { name, version } = manifest;
  return {
    name,
    folder,
    publishable: manifest.private !== true,
    scripts: Object.keys(manifest.scripts ?? {}),
    tarball: join(packedFolder, 'tarballs', `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    entries: Object.entries(manifest.exports ?? {}).flatMap(([key, target]) =>
      typeof target === 'string'
        ? []
        : [{ specifier: key.replace('.', name), types: target.types, script: target.default }],
    ),
  };
}

/** The packages that are published. @returns {readonly Workspace[]} */
export function publishablePackages() {
  return workspacesOf(repositoryRoot).filter(({ publishable }) => publishable);
}
