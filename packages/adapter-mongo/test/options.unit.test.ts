import { isConfigError } from '@safelight/core';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { type MongoOptions, mongo } from '../src/index.ts';

const db = new MongoClient('mongodb://127.0.0.1:1').db('shop');

function problemsOf(options: Partial<MongoOptions>): readonly string[] {
  try {
    mongo(options);
  } catch (error) {
    if (isConfigError(error)) return error.problems;
    throw error;
  }
  return [];
}

describe('mongo()', () => {
  it('needs a url or a db, and says so', () => {
    expect(problemsOf({})).toEqual(['url: is missing']);
    expect(problemsOf({ url: 'mongodb://127.0.0.1:1' })).toEqual([]);
    expect(problemsOf({ url: 'mongodb+srv://cluster.example.test/shop', database: 'photos' })).toEqual([]);
    expect(problemsOf({ db })).toEqual([]);
  });

  it('tells every problem at once', () => {
    const problems = problemsOf({ url: 'http://x', database: 'a/b', collection: 'a$b', timeout: 0 });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual(['url', 'database', 'collection', 'timeout']);
  });

  it('takes no url or database beside a db', () => {
    const problems = problemsOf({ db, url: 'mongodb://127.0.0.1:1', database: 'x' });
    expect(problems).toHaveLength(2);
    expect(problems.join()).toMatch(/url: must be left out beside db.*database: must be left out/);
  });

  it('tells a malformed URL without repeating its password', () => {
    const problems = problemsOf({ url: 'mongodb://user:s3cret@' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^url: /);
    expect(problems[0]).not.toContain('s3cret');
  });

  it('does not know options that do not exist', () => {
    const misspelt = { url: 'mongodb://127.0.0.1:1', colection: 'a' };
    expect(problemsOf(misspelt)).toEqual([expect.stringMatching(/^colection: is not an option/)]);
  });
});
