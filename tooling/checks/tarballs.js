// Looks at the packed packages as their users get them: publint for the manifest, attw for how the
// types resolve (ESM only), and what must or must not lie in the tarball.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packedFolder, publishablePackages } from './workspaces.js';

/** @import { Workspace } from './workspaces.js' */

const run = promisify(execFile);
const attw = fileURLToPath(new URL('dist/index.js', import.meta.resolve('@arethetypeswrong/cli/package.json')));
const packages = publishablePackages();
const problems = [
  ...packages.flatMap(contents),
  ...(await inPairs(packages, manifest)),
  ...(await inPairs(packages, types)),
];

for (const problem of problems) console.error(problem);
console.log(`tarballs: ${packages.length} packages looked at by publint and attw, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;

/** @param {Workspace} workspace @returns {readonly string[]} */
function contents({ name }) {
  const folder = join(packedFolder, 'node_modules', name);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const missing = ['README.md', 'LICENSE', 'package.json'].filter((file) => !files.includes(file));
  const unwanted = files.filter((file) => /\.tsbuildinfo$|\.test\.|^test\//.test(file));
  const stale = files.filter(
    (file) =>
      /^dist\/.*\.js$/.test(file) && !existsSync(join(folder, file.replace('dist/', 'src/').replace(/\.js$/, '.ts'))),
  );
  return [
    ...missing.map((file) => `${name}: ${file} is not in the tarball; add it to the package's folder`),
    ...unwanted.map((file) => `${name}: ${file} is in the tarball; leave it out by "files" in package.json`),
    ...stale.map((file) => `${name}: ${file} has no source any more; delete the package's dist folder and build again`),
  ];
}

/** @param {Workspace} workspace @returns {Promise<readonly string[]>} */
async function manifest({ name, tarball }) {
  const bytes = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg, { color: false })}`);
}

/** @param {Workspace} workspace @returns {Promise<readonly string[]>} */
async function types({ name, tarball }) {
  try {
    await run(process.execPath, [attw, tarball, '--profile', 'esm-only', '--no-color', '--no-emoji']);
    return [];
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return [`${name}: attw:\n${error.stdout}`];
    throw error;
  }
}

/**
 * Two at a time: attw loads a compiler of its own.
 *
 * @param {readonly Workspace[]} workspaces
 * @param {(workspace: Workspace) => Promise<readonly string[]>} look
 * @returns {Promise<readonly string[]>}
 */
async function inPairs(workspaces, look) {
  const rest = [...workspaces];
  /** @type {string[]} */
  const found = [];
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) found.push(...(await look(next)));
  };
  await Promise.all([worker(), worker()]);
  return found.sort();
}
