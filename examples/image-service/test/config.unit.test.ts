import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isConfigError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import type { ProcessKind } from '../src/config/config.ts';
import { environment, variableNames } from '../src/config/environment.ts';
import { readConfig } from '../src/config/read-config.ts';
import { exampleFolder } from './support/demo-process.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const real = { ENGINES: 'redis-mongo', REDIS_URL: 'redis://r:6379', MONGODB_URL: 'mongodb://m:27017' };

describe('readConfig', () => {
  it('needs nothing: an embedded service on this machine, open and without a webhook', () => {
    expect(read({})).toEqual({
      engines: { kind: 'embedded' },
      listen: { host: '127.0.0.1', port: 3000 },
      http: {
        readKeys: [],
        writeKeys: [],
        corsOrigins: [],
        rateLimit: 600,
        trustProxy: 0,
        maxUploadBytes: 20 * 1024 * 1024,
        maxBodyBytes: 100 * 1024,
        inputDir: path.resolve('/srv/input'),
        outputDir: path.resolve('/srv/output'),
        outputPrefix: '/output',
        maxRelayLag: 30_000,
        maxStreams: 1000,
        heartbeatEvery: 15_000,
      },
      logLevel: 'info',
      concurrency: 2,
      workerListen: { host: '127.0.0.1', port: 9464 },
      shutdown: { drainDelay: 0, timeout: 10_000 },
      housekeeping: { sweepEvery: 3_600_000, uploadRetention: 30 * 86_400_000 },
    });
  });

  it('reads what is set', () => {
    const config = read(
      {
        ...real,
        NAMESPACE: 'shop',
        DATABASE: 'shop_images',
        HOST: '0.0.0.0',
        PORT: '0',
        INPUT_DIR: '/data/in',
        OUTPUT_DIR: '../out',
        READ_KEYS: 'reader-0123456789',
        WRITE_KEYS: 'writer-0123456789 , writer-9876543210,',
        ADMIN_KEY: 'admin-0123456789',
        CORS_ORIGINS: 'https://shop.example,http://localhost:5173',
        WEBHOOK_URL: 'https://shop.example/hook',
        WEBHOOK_SECRET: secret,
        UPLOAD_RETENTION_DAYS: '0',
        SOMETHING_ELSE: 'is nothing of ours',
      },
      'worker',
    );
    expect(config.engines).toEqual({
      kind: 'redis-mongo',
      settings: {
        redisUrl: 'redis://r:6379',
        mongoUrl: 'mongodb://m:27017',
        namespace: 'shop',
        database: 'shop_images',
      },
    });
    expect(config.listen).toEqual({ host: '0.0.0.0', port: 0 });
    expect(config.http).toMatchObject({
      inputDir: path.resolve('/data/in'),
      outputDir: path.resolve('/out'),
      readKeys: ['reader-0123456789'],
      writeKeys: ['writer-0123456789', 'writer-9876543210'],
      adminKey: 'admin-0123456789',
      corsOrigins: ['https://shop.example', 'http://localhost:5173'],
    });
    expect(config.webhook).toEqual({ url: 'https://shop.example/hook', secret });
    expect(config.housekeeping.uploadRetention).toBe(0);
  });

  it('tells every problem at once, each with what to do', () => {
    const problems = problemsOf({
      ENGINES: 'kafka',
      PORT: '70000',
      CONCURRENCY: '1.5',
      LOG_LEVEL: 'loud',
      NAMESPACE: 'a b',
      CORS_ORIGINS: 'https://a.example, https://b.example/path',
      WEBHOOK_URL: 'shop.example',
      READ_KEYS: 'reader-0123456789',
      OUTPUT_DIR: './input/out',
    });
    expect(problems).toEqual([
      'ENGINES: must be one of embedded, redis-mongo',
      'NAMESPACE: must be 1 to 64 of A-Z a-z 0-9 _ -',
      'PORT: must be a whole number from 0 to 65535',
      'CORS_ORIGINS: entry 2 must be an origin without a path, such as https://shop.example',
      'CONCURRENCY: must be a whole number from 1 to 1000',
      'LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
      'WEBHOOK_URL: must be a URL, http://… or https://…, without a user and password',
      'WEBHOOK_SECRET: is missing; WEBHOOK_URL needs it to sign by',
      'WRITE_KEYS: is missing; with READ_KEYS alone anyone could write',
      'OUTPUT_DIR: must not lie in INPUT_DIR, nor the other way round: name two folders side by side',
    ]);
  });

  it('asks for both servers of real engines', () => {
    expect(problemsOf({ ENGINES: 'redis-mongo' }, 'api')).toEqual([
      'REDIS_URL: is missing; ENGINES=redis-mongo needs it, such as redis://127.0.0.1:6379',
      'MONGODB_URL: is missing; ENGINES=redis-mongo needs it, such as mongodb://127.0.0.1:27017',
    ]);
  });

  it.each(['api', 'worker'] as const)('has no embedded engines for a separate %s', (process) => {
    expect(problemsOf({}, process)).toEqual([expect.stringMatching(/^ENGINES: .*start all-in-one, or set/)]);
  });

  it('never repeats what may be a secret', () => {
    const secrets = {
      ...real,
      REDIS_URL: 'http://user:hush@r',
      WRITE_KEYS: 'hush,writer-0123456789',
      ADMIN_KEY: 'hush',
      WEBHOOK_URL: 'https://user:hush@shop.example',
      WEBHOOK_SECRET: 'whsec_hush',
    };
    const problems = problemsOf(secrets);
    expect(problems).toHaveLength(5);
    expect(problems.join()).not.toContain('hush');
  });

  it('takes a variable that is set to nothing for not set', () => {
    expect(read({ ENGINES: '', PORT: '', REDIS_URL: '', ADMIN_KEY: '', READ_KEYS: '' })).toEqual(read({}));
  });
});

describe('.env.example', () => {
  it('has every variable, with its default', async () => {
    const text = await readFile(path.join(exampleFolder, '.env.example'), 'utf8');
    const lines = [...text.matchAll(/^(# )?([A-Z_]+)=(.*)$/gm)];
    expect(lines.map(([, , name]) => name).sort()).toEqual([...variableNames].sort());

    const set = Object.fromEntries(
      lines.filter(([, comment]) => comment === undefined).map(([, , name = '', value = '']) => [name, value]),
    );
    const defaults = environment.parse({});
    expect(environment.parse(set)).toEqual(defaults);
    // What has a default stands there with it, and not as a comment.
    expect(Object.keys(set).sort()).toEqual(Object.keys(defaults).sort());
  });

  it('explains each variable in a comment', async () => {
    const text = await readFile(path.join(exampleFolder, '.env.example'), 'utf8');
    const blocks = text.split(/\n(?=# (?![A-Z_]+=))/);
    for (const name of variableNames) {
      expect(
        blocks.some((block) => block.startsWith('# ') && block.includes(`${name}=`)),
        name,
      ).toBe(true);
    }
  });
});

function read(env: Record<string, string | undefined>, process: ProcessKind = 'all-in-one') {
  return readConfig(env, { process, base: '/srv' });
}

function problemsOf(env: Record<string, string | undefined>, process?: ProcessKind): readonly string[] {
  try {
    read(env, process);
    return [];
  } catch (error) {
    if (!isConfigError(error)) throw error;
    return error.problems;
  }
}
