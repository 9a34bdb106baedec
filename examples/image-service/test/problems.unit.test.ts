import { InvalidInputError, TaskNotFoundError, UnavailableError } from '@safelight/core';
import express from 'express';
import { pino } from 'pino';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { notFound, problemHandler } from '../src/http/errors.ts';
import { HttpProblemError, problemOf } from '../src/http/problems.ts';
import { requestId } from '../src/http/request-id.ts';

/** An application whose `/` throws the error, and the lines that it logs. */
function failing(error: unknown) {
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const app = express().use(requestId);
  app.get('/', async () => {
    throw error;
  });
  app.get('/half', (_request, response) => {
    response.write('half of it');
    throw error;
  });
  return { lines, agent: request(app.use(notFound, problemHandler(logger))) };
}

describe('an error that a handler throws', () => {
  it('tells nothing when nobody expected it, but for the log', async () => {
    const { agent, lines } = failing(new Error('password is hunter2'));
    const { body, text } = await agent.get('/').set('x-request-id', 'r-1').expect(500);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      code: 'INTERNAL',
      instance: 'urn:request:r-1',
    });
    expect(text).not.toContain('hunter2');
    expect(lines.join()).toContain('hunter2');
    expect(lines.join()).toContain('"requestId":"r-1"');
  });

  it('says when to come back where a service is out of reach, and does not name its host', async () => {
    const { agent } = failing(new UnavailableError('repository', 'connect ECONNREFUSED 10.0.0.7:27017'));
    const { body, headers, text } = await agent.get('/').expect(503);
    expect(body.code).toBe('UNAVAILABLE');
    expect(headers['retry-after']).toBe('5');
    expect(text).not.toContain('10.0.0.7');
  });

  it('is the caller’s own where it is one', async () => {
    expect((await failing(new TaskNotFoundError('a')).agent.get('/').expect(404)).body.detail).toContain('"a"');
    const invalid = await failing(new InvalidInputError('It', ['a: is missing']))
      .agent.get('/')
      .expect(400);
    expect(invalid.body.problems).toEqual(['a: is missing']);
    expect(failing(new TaskNotFoundError('a')).lines).toEqual([]);
  });

  it('cuts an answer that has begun, so that nobody takes it for whole', async () => {
    const { agent } = failing(new Error('too late'));
    await expect(agent.get('/half')).rejects.toThrow(/aborted|terminated|hang up/);
  });

  it('may be anything', async () => {
    for (const thrown of ['text', 7, { code: 'NOT_FOUND' }]) await failing(thrown).agent.get('/').expect(500);
  });
});

describe('a problem of HTTP itself', () => {
  it('has its type, title and headers', () => {
    const error = new HttpProblemError('METHOD_NOT_ALLOWED', 'Use GET.', { headers: { allow: 'GET' } });
    expect(problemOf(error)).toEqual({
      problem: {
        type: 'urn:safelight:problem:method-not-allowed',
        title: 'The method is not allowed here',
        status: 405,
        detail: 'Use GET.',
        code: 'METHOD_NOT_ALLOWED',
      },
      headers: { allow: 'GET' },
    });
    expect(problemOf(new HttpProblemError('TOO_MANY_STREAMS', 'Wait.')).headers).toEqual({ 'retry-after': '5' });
  });
});
