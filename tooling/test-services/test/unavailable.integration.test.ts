import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isServerUnavailableError, startMongo, startRedis } from '../src/index.ts';
import { formatReport } from '../src/vitest/run-report.ts';

const bare = { SAFELIGHT_NO_CONTAINERS: '1' };

async function failure(start: () => Promise<unknown>): Promise<Error> {
  const error = await start().then(
    () => new Error('it started'),
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw error;
}

describe('where a server cannot be had', () => {
  test('the message for Redis names each way, why it is closed, and what opens one', async () => {
    const error = await failure(() => startRedis({ env: bare }));
    expect(isServerUnavailableError(error)).toBe(true);
    expect(error.message).toContain('REDIS_URL: is not set');
    expect(error.message).toContain('a container: SAFELIGHT_NO_CONTAINERS is set');
    expect(error.message).toContain('a binary: no redis-server on the PATH');
    expect(error.message).toContain('apt-get install redis-server');
  });

  test('the message for MongoDB says which Go is needed', async () => {
    const error = await failure(() => startMongo({ env: bare }));
    expect(isServerUnavailableError(error)).toBe(true);
    expect(error.message).toContain('a binary: no mongod on the PATH');
    expect(error.message).toContain('no go on the PATH; Go 1.24 or newer is needed');
    expect(error.message).toContain('set MONGODB_URL');
  });

  test('a URL that does not answer is an error of its own: nothing else is taken instead', async () => {
    const url = 'redis://user:secret@127.0.0.1:1';
    const error = await failure(() => startRedis({ env: { ...process.env, REDIS_URL: url } }));
    expect(isServerUnavailableError(error)).toBe(false);
    expect(error.message).toContain('redis://user:***@127.0.0.1:1 does not answer');
    expect(error.message).not.toContain('secret');
  });

  test('an option that does not exist is reported', async () => {
    const options = { env: bare, persistence: 'aof', persist: true } as const;
    expect((await failure(() => startRedis(options))).message).toContain('persist: is not an option');
  });
});

// A stand-in for a Go that this machine does not have: a shell script.
describe.skipIf(process.platform === 'win32')('with a Go that cannot build it', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'safelight-go-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([
    ['too old', 'echo go version go1.19.8 linux/amd64', /found go1\.19\.8 \(.*\/go\); Go 1\.24 or newer is needed/],
    [
      'kept from loading a newer one',
      'echo "go: go.mod requires go >= 1.24 (running go 1.22.1; GOTOOLCHAIN=local)" >&2; exit 1',
      /running go 1\.22\.1; GOTOOLCHAIN=local\); Go 1\.24 or newer is needed/,
    ],
  ])('%s', async (_name, script, message) => {
    await writeFile(join(folder, 'go'), `#!/bin/sh\n${script}\n`);
    await chmod(join(folder, 'go'), 0o755);
    const error = await failure(() => startMongo({ env: { ...bare, PATH: folder } }));
    expect(isServerUnavailableError(error)).toBe(true);
    expect(error.message).toMatch(message);
  });

  test('kept from loading FerretDB', async () => {
    const empty = { XDG_CACHE_HOME: join(folder, 'cache'), GOMODCACHE: join(folder, 'modules'), GOPROXY: 'off' };
    const error = await failure(() => startMongo({ env: { ...process.env, MONGODB_URL: '', ...bare, ...empty } }));
    expect(isServerUnavailableError(error)).toBe(true);
    expect(error.message).toMatch(/the build failed: .*GOPROXY=off|no go on the PATH/s);
  });
});

test('the report names each server once with its tests, and each suite that did not run under its reason', () => {
  const redis = 'redis 7.0.15 (binary /usr/bin/redis-server)';
  const notRun = 'This machine has no MongoDB. Tried:\n  - MONGODB_URL: is not set\nTo get one: …';
  expect(
    formatReport([
      { suite: 'a.test.ts > queue', servers: [redis] },
      { suite: 'a.test.ts > queue', servers: [redis] },
      { suite: 'b.test.ts' },
      { suite: 'c.test.ts > tasks', notRun },
    ]),
  ).toBe(
    [
      ' Servers of this run',
      `   ${redis}: 2 tests`,
      ' !! 1 suite NOT RUN, for want of a server or a browser:',
      '      c.test.ts > tasks',
      '    This machine has no MongoDB. Tried:',
      '      - MONGODB_URL: is not set',
      '    To get one: …',
    ].join('\n'),
  );
  expect(formatReport([{ suite: 'b.test.ts' }])).toBe('');
});
