// `npm test` and `npm run test:end-to-end`: that script of every workspace through turbo, then the totals
// of all. A few workspaces run side by side, since many tests wait for servers and locks; with CI set one
// after the other, where a busy machine must not be taken for a fault. Turbo gives back the results of a
// workspace whose inputs did not change; with CI set, all really run.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot, workspacesOf } from './checks/workspaces.js';

const resultsFile = '.vitest/results.json';

const [script = 'test', ...turboOptions] = process.argv.slice(2);
// A workspace without any tests is not passed over: it shows as one without results.
const hasTests = (/** @type {readonly string[]} */ scripts) => scripts.some((name) => name.startsWith('test'));
const workspaces = workspacesOf(repositoryRoot).filter(
  ({ scripts }) => scripts.includes(script) || (script === 'test' && !hasTests(scripts)),
);
// What an earlier run left must not be taken for this one's.
for (const { folder } of workspaces) rmSync(join(repositoryRoot, folder, resultsFile), { force: true });
const sideBySide = process.env.CI ? 1 : 3;
const turbo = [
  'run',
  script,
  `--concurrency=${sideBySide}`,
  '--continue=dependencies-successful',
  '--output-logs=new-only',
];
const force = process.env.CI ? ['--force'] : [];
const { status } = spawnSync(
  process.execPath,
  [join(import.meta.dirname, 'turbo.js'), ...turbo, ...force, ...turboOptions],
  { cwd: repositoryRoot, stdio: 'inherit' },
);

const results = workspaces.map(({ name, folder }) => ({ name, ...resultsOf(folder) }));
const width = Math.max(...results.map(({ name }) => name.length));
for (const { name, passed, failed, skipped, missing } of results) {
  const counts = missing ? 'NO RESULTS: it has no tests, or they did not run' : `${passed} passed, ${failed} failed`;
  console.log(`${name.padEnd(width)}  ${counts}${skipped > 0 ? `, ${skipped} skipped` : ''}`);
}
for (const [server, count] of serversOf(results)) console.log(`on ${server}: ${count} tests`);
const notRun = results.reduce((total, one) => total + one.notRun, 0);
if (notRun > 0)
  console.log(
    `${notRun} suites DID NOT RUN for want of a server or a browser; their packages' output says what to install`,
  );
const sum = (/** @type {'passed' | 'failed'} */ key) => results.reduce((total, one) => total + one[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
const isGood = status === 0 && sum('failed') === 0 && results.every(({ missing }) => !missing);
process.exitCode = isGood ? 0 : 1;

/**
 * @typedef {object} Report what vitest's JSON reporter writes, as far as it is used here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {readonly { status: string, assertionResults: readonly Assertion[] }[]} testResults
 *
 * @typedef {object} Assertion one test
 * @property {string} status
 * @property {{ safelightServers?: readonly string[], safelightNotRun?: string }} [meta] see test-services
 *
 * @param {string} folder of a workspace
 */
function resultsOf(folder) {
  const path = join(repositoryRoot, folder, resultsFile);
  if (!existsSync(path)) return { passed: 0, failed: 0, skipped: 0, missing: true, servers: [], notRun: 0 };
  /** @type {Report} */
  const report = JSON.parse(readFileSync(path, 'utf8'));
  // A file that does not even load has failed, though it has no test to count.
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  );
  const metas = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ meta }) => meta));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests,
    missing: report.numPassedTests + report.numFailedTests + unloadable.length === 0,
    servers: metas.flatMap((meta) => meta?.safelightServers ?? []),
    notRun: metas.filter((meta) => meta?.safelightNotRun).length,
  };
}

/**
 * The real servers that tests ran on, and how many tests.
 *
 * @param {readonly { readonly servers: readonly string[] }[]} results
 */
function serversOf(results) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const server of results.flatMap(({ servers }) => servers)) counts.set(server, (counts.get(server) ?? 0) + 1);
  return [...counts].sort();
}
