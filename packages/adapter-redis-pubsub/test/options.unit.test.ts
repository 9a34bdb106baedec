import { isConfigError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { redisPubSub } from '../src/index.ts';
import type { RedisPubSubOptions } from '../src/options.ts';

function problemsOf(options: Partial<RedisPubSubOptions>): readonly string[] {
  try {
    redisPubSub(options);
  } catch (error) {
    if (isConfigError(error)) return error.problems;
    throw error;
  }
  return [];
}

describe('the options of redisPubSub()', () => {
  it('need a url or a connection', () => {
    expect(problemsOf({})).toEqual(['url: is missing']);
    expect(problemsOf({ url: 'redis://127.0.0.1:1' })).toEqual([]);
  });

  it('are checked all at once', () => {
    const options = { url: 'http://x', channel: '', publishBuffer: 0, heartbeat: 1.5, queue: 'photos' };
    expect(problemsOf(options)).toEqual([
      expect.stringContaining('queue: is not an option'),
      expect.stringContaining('url: must be a redis:// or rediss:// URL'),
      expect.stringContaining('channel: must not be empty'),
      expect.stringContaining('publishBuffer: must be at least 1'),
      expect.stringContaining('heartbeat: must be a whole number'),
    ]);
  });
});
