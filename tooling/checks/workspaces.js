// The workspaces of the repository, read from the folders themselves, so that a new package is
// checked from its first day without being listed anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The repository's root. */
export const repositoryRoot = resolve(import.meta.dirname, '../..');

/**
 * @typedef {object} Workspace
 * @property {string} name
 * @property {string} folder relative to the root, with forward slashes
 * @property {boolean} publishable
 * @property {Readonly<Record<string, string>>} entries specifier -> path of its JavaScript inside the package
 */

/** @param {string} root @returns {readonly Workspace[]} */
export function workspacesOf(root) {
  return ['packages', 'examples', 'tooling'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => describe(root, `${parent}/${entry.name}`)),
  );
}

/** @param {string} root @param {string} folder @returns {readonly Workspace[]} */
function describe(root, folder) {
  const manifest = readManifest(join(root, folder, 'package.json'));
  if (manifest === undefined) return [];
  const exported = Object.entries(manifest.exports ?? {}).flatMap(([key, target]) =>
    typeof target === 'string' ? [] : [[key === '.' ? manifest.name : manifest.name + key.slice(1), target.default]],
  );
  return [
    {
      name: manifest.name,
      folder,
      publishable: manifest.private !== true,
      entries: Object.fromEntries(exported),
    },
  ];
}

/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string | { types: string, default: string }>} [exports]
 */

/** @param {string} path @returns {Manifest | undefined} */
function readManifest(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // A folder without a manifest is one that someone is about to fill, or a leftover of a build.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
