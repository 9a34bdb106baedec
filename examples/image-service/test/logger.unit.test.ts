import { describe, expect, it } from 'vitest';
import type { LogLevel, ProcessKind } from '../src/config/config.ts';
import { createLogger } from '../src/logging/logger.ts';

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
    logger.warn({ err: new Error('outer', { cause: new Error('inner') }) }, 'This.');
    expect(lines).toMatchObject([{ msg: 'This.', err: { message: 'outer: inner' } }]);
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
