import express from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import type { LogLevel, ProcessKind } from '../src/config/config.ts';
import { requestId } from '../src/http/request-id.ts';
import { createLogger } from '../src/logging/logger.ts';
import { requestLog } from '../src/logging/request-log.ts';

describe('createLogger', () => {
  it('says of every line which process it is from', () => {
    const { logger, lines } = logged();
    logger.info({ taskId: 't1' }, 'Hello.');
    expect(lines).toMatchObject([
      { level: 'info', service: 'image-service', process: 'api', pid: 7, taskId: 't1', msg: 'Hello.' },
    ]);
    expect(new Date(String(lines[0]?.time)).getTime()).toBeGreaterThan(0);
  });

  it('names the worker on every line of a worker, once', () => {
    const { logger, lines, texts } = logged({ process: 'worker', workerId: 'w-7' });
    logger.info({}, 'Listening.');
    logger.info({ workerId: 'w-7', taskId: 't1' }, 'An attempt begins.');
    expect(lines).toMatchObject([{ workerId: 'w-7' }, { workerId: 'w-7', taskId: 't1' }]);
    expect(texts.map((text) => text.split('workerId').length - 1)).toEqual([1, 1]);
  });

  it('never writes a key that stands in headers, however deep', () => {
    const { logger, texts } = logged();
    const headers = {
      authorization: 'Bearer hush',
      cookie: 'safelight_key=hush',
      'x-api-key': 'hush',
      'set-cookie': ['safelight_key=hush'],
      accept: '*/*',
    };
    logger.info({ headers }, 'One.');
    logger.child({ requestId: 'r1' }).warn({ req: { headers } }, 'Two.');
    expect(texts.join()).not.toContain('hush');
    expect(texts.join()).toContain('[redacted]');
    expect(texts.join()).toContain('*/*');
  });

  it('writes what is as bad as its level, or worse, with the whole story of an error', () => {
    const { logger, lines } = logged({ level: 'warn' });
    logger.info({}, 'Not this.');
    const inner = Object.assign(new TypeError('inner'), { code: 'ENOENT' });
    logger.warn({ err: new AggregateError([new Error('one')], 'outer', { cause: inner }) }, 'This.');
    expect(lines).toMatchObject([
      {
        msg: 'This.',
        err: {
          type: 'AggregateError',
          message: 'outer',
          stack: expect.stringContaining('logger.unit.test'),
          cause: { type: 'TypeError', message: 'inner', code: 'ENOENT', stack: expect.stringContaining('inner') },
          errors: [{ type: 'Error', message: 'one' }],
        },
      },
    ]);
  });

  it('tells nothing of an error that a library put on it: neither a command with its password, nor a URL', async () => {
    const { logger, texts } = logged();
    const command = { name: 'hello', args: ['3', 'AUTH', 'default', 'hush'] };
    const refused = Object.assign(new Error('WRONGPASS'), { command });
    const noUrl = errorOf(() => new URL('redis://:hush#1@r'));
    expect(Reflect.get(noUrl, 'input')).toContain('hush');
    for (const err of [
      refused,
      noUrl,
      new Error('outer', { cause: refused }),
      new AggregateError([refused, noUrl], 'several'),
      { command },
    ]) {
      logger.error({ err }, 'One.');
      logger.child({ requestId: 'r1' }).error({ err }, 'Two.');
    }
    const app = express().use(requestId, requestLog(logger), (_request, response) => {
      Object.assign(response, { err: refused });
      response.status(500).end();
    });
    await supertest(app).get('/');
    expect(texts).toHaveLength(11);
    expect(texts.at(-1)).toContain('WRONGPASS');
    expect(texts.join()).not.toContain('hush');
    expect(texts.join()).not.toContain('AUTH');
  });

  it('writes no password that stands in a message', () => {
    const { logger, texts, lines } = logged();
    const url = new Error('No server at mongodb://me:hush@m:27017,n/?a=b, nor at redis://:hu/s@h@r');
    logger.fatal({ err: url }, `It can't start: ${url.message}`);
    logger.error(
      { err: new Error("ERR unknown command 'HELLO', with args beginning with: '3' 'default' 'hush' ") },
      'B.',
    );
    expect(texts.join()).not.toMatch(/hush|hu\/s|h@r/);
    expect(lines[0]?.msg).toBe(
      "It can't start: No server at mongodb://me:[redacted]@m:27017,n/?a=b, nor at redis://:[redacted]@r",
    );
    expect(lines[1]).toMatchObject({ msg: 'B.', err: { message: expect.stringMatching(/^ERR .*\[redacted\]$/) } });
    logger.info({ url: 'http://127.0.0.1:3000', to: 'a@b' }, 'Listening.');
    expect(lines[2]).toMatchObject({ url: 'http://127.0.0.1:3000', to: 'a@b' });
  });

  it('ends with a chain of causes that does not', () => {
    const { logger, lines } = logged();
    const err = new Error('again');
    err.cause = err;
    logger.error({ err }, 'One.');
    expect(JSON.stringify(lines).split('"message":"again"')).toHaveLength(6);
  });
});

function logged(
  options: { readonly level?: LogLevel; readonly process?: ProcessKind; readonly workerId?: string } = {},
) {
  const texts: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const write = (text: string): void => {
    texts.push(text);
    lines.push(JSON.parse(text));
  };
  return { logger: createLogger({ level: 'info', process: 'api', pid: 7, ...options }, { write }), lines, texts };
}

function errorOf(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail('It threw nothing.');
}
