import { ConcurrencyConflictError, isUnavailableError } from '@safelight/core';
import {
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoNotConnectedError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isDuplicateKey, repositoryError } from '../src/driver-errors.ts';
import { isMongoRepositoryError } from '../src/index.ts';

const server = (code: number, errmsg = 'no'): MongoServerError => new MongoServerError({ code, errmsg });

describe('what the driver throws', () => {
  it.each([
    ['a lost connection', new MongoNetworkError('connection 3 to 127.0.0.1:27017 closed')],
    ['a reply that does not come', new MongoNetworkTimeoutError('timed out')],
    ['a broken socket that the driver does not wrap', Object.assign(new Error('ended'), { code: 'EPIPE' })],
    ['a closed client', new MongoNotConnectedError('Client must be connected before running operations')],
    ['no primary', server(10107)],
    ['a primary that steps down', server(189)],
    ['a server that shuts down', server(11600)],
    ['the time limit at the server', server(50)],
    ['a label that says so', new MongoServerError({ code: 999, errmsg: 'no', errorLabels: ['RetryableWriteError'] })],
    [
      'a majority that does not answer',
      new MongoWriteConcernError({
        ok: 1,
        writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
      }),
    ],
  ])('is UNAVAILABLE for %s', (_what, cause) => {
    const error = repositoryError(cause, 'save task a');
    expect(isUnavailableError(error)).toBe(true);
    expect(error.cause).toBe(cause);
    expect(error.message).toMatch(/save task a.*Try again/);
  });

  it.each([
    ['wrong credentials', server(18, 'Authentication failed.'), /password/],
    ['missing rights', server(13, 'not authorized'), /readWrite/],
    ['a document too large', server(10334), /less metadata/],
    ['a document that the driver cannot even write', new RangeError('out of range'), /less metadata/],
    ['an index in the way', server(85), /Drop the index/],
    ['anything else', server(2, 'BadValue'), /cause/],
  ])('is REPOSITORY_FAILED for %s, with what to do', (_what, cause, advice) => {
    const error = repositoryError(cause, 'save task a');
    expect(isMongoRepositoryError(error)).toBe(true);
    expect(isUnavailableError(error)).toBe(false);
    expect(error.cause).toBe(cause);
    expect(error.message).toMatch(advice);
    expect(error.message).not.toMatch(/\.\./);
  });

  it('stays what it is where it is our own', () => {
    const own = new ConcurrencyConflictError('a', 1);
    expect(repositoryError(own, 'save task a')).toBe(own);
  });

  it('is told apart where a unique index holds the value already', () => {
    expect(isDuplicateKey(server(11000))).toBe(true);
    expect(isDuplicateKey(server(2))).toBe(false);
    expect(isDuplicateKey('E11000')).toBe(false);
  });
});
