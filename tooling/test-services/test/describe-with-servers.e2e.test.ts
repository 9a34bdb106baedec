import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const fixture = fileURLToPath(new URL('./fixture/', import.meta.url));
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

/** Runs the fixture's suites where neither the environment, nor a container, nor the PATH has a server. */
function runWithoutServers(CI: string): { readonly status: number | null; readonly output: string } {
  const { REDIS_URL: _redis, MONGODB_URL: _mongo, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--root', fixture], {
    env: { ...env, PATH: '', CI, SAFELIGHT_NO_CONTAINERS: '1', NO_COLOR: '1' },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

describe('on a machine without servers', () => {
  test('a run passes, and ends with the suites that did not run, why, and what would change that', () => {
    const { status, output } = runWithoutServers('');
    expect(output).toContain('1 passed | 2 skipped');
    expect(output.split('1 suite NOT RUN, for want of a server or a browser:')).toHaveLength(3);
    expect(output).toContain('needs-servers.fixture.ts > a suite on Redis');
    expect(output).toContain('needs-servers.fixture.ts > a suite on MongoDB');
    expect(output).toContain('This machine has no Redis. Tried:');
    expect(output).toContain('apt-get install redis-server');
    expect(status).toBe(0);
  });

  test('a run under CI fails', () => {
    const { status, output } = runWithoutServers('true');
    expect(output).toContain('2 failed | 1 passed');
    expect(output).toContain('This machine has no MongoDB. Tried:');
    expect(status).toBe(1);
  });
});
