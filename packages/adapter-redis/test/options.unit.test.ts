import { isConfigError } from '@safelight/core';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { type RedisBundleOptions, redis } from '../src/index.ts';

function problemsOf(options: Partial<RedisBundleOptions>): readonly string[] {
  try {
    redis(options);
  } catch (error) {
    if (isConfigError(error)) return error.problems;
    throw error;
  }
  return [];
}

describe('the options of redis()', () => {
  it('need a url or a connection, not both', () => {
    const connection = new Redis({ lazyConnect: true });
    expect(problemsOf({})).toEqual(['url: is missing']);
    expect(problemsOf({ url: 'redis://127.0.0.1:1' })).toEqual([]);
    expect(problemsOf({ connection })).toEqual([]);
    expect(problemsOf({ url: 'redis://127.0.0.1:1', connection })).toEqual([
      expect.stringContaining('url: leave it out'),
    ]);
  });

  it('refuse a connection with a key prefix of its own', () => {
    const connection = new Redis({ lazyConnect: true, keyPrefix: 'mine:' });
    expect(problemsOf({ connection })).toEqual([expect.stringContaining('connection: must have no keyPrefix')]);
  });

  it('are checked all at once', () => {
    const options = { url: 'localhost', leaseTtl: 0, cacheTtl: 1.5, tombstoneTtl: 2 ** 31, timeout: -1, db: 3 };
    expect(problemsOf(options)).toEqual([
      expect.stringContaining('db: is not an option'),
      expect.stringContaining('url: must be a redis:// or rediss:// URL'),
      expect.stringContaining('timeout: must be from 1'),
      expect.stringContaining('cacheTtl: must be a whole number'),
      expect.stringContaining('tombstoneTtl: must be from 1'),
      expect.stringContaining('leaseTtl: must be from 1'),
    ]);
  });
});
