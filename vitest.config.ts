import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { ServersReporter } from './tooling/test-services/src/vitest/reporter.ts';

const source = (path: string): string => fileURLToPath(new URL(`./packages/${path}`, import.meta.url));
const services = (path: string): string =>
  fileURLToPath(new URL(`./tooling/test-services/src/${path}`, import.meta.url));

// Tests run on the sources; the packed packages are what `npm run check` looks at. A file's name says
// what it costs: unit (pure), contract (a port's suite on an adapter), integration (real services,
// real files), e2e (whole processes).
const kinds = { unit: 10_000, contract: 30_000, integration: 60_000, e2e: 120_000 };

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@safelight\/core$/, replacement: source('core/src/index.ts') },
      { find: /^@safelight\/core\/(in-memory|testing)$/, replacement: source('core/src/$1/index.ts') },
      { find: /^@safelight\/((?:adapter|contracts)[a-z-]*)$/, replacement: source('$1/src/index.ts') },
      { find: /^@safelight-tooling\/test-services$/, replacement: services('index.ts') },
      { find: /^@safelight-tooling\/test-services\/vitest$/, replacement: services('vitest/index.ts') },
    ],
  },
  test: {
    // The JSON is for `npm test`, which sums up the packages; each package's script runs in its own folder.
    // The last one names the real servers of the run, and the suites that did not run for want of one or of a browser.
    reporters: ['default', ['json', { outputFile: resolve('.vitest/results.json') }], new ServersReporter()],
    projects: Object.entries(kinds).map(([name, testTimeout]) => ({
      extends: true as const,
      test: { name, include: [`**/test/**/*.${name}.test.ts`], testTimeout, hookTimeout: testTimeout },
    })),
  },
});
