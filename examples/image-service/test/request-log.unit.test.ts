import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestId } from '../src/http/request-id.ts';
import { createLogger } from '../src/logging/logger.ts';
import { requestLog } from '../src/logging/request-log.ts';
import { promised } from './support/promised.ts';

describe('the line of a request', () => {
  const lines: Record<string, unknown>[] = [];
  let server: Server;
  let base: string;
  const asked = promised<void>();
  const logged = promised<void>();
  beforeEach(async () => {
    const write = (text: string): void => {
      lines.push(JSON.parse(text));
      logged.resolve();
    };
    const app = express();
    app.use(requestId, requestLog(createLogger({ level: 'info', process: 'api', pid: 7 }, { write })));
    app.post('/tasks', () => asked.resolve());
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterEach(() => server.close());

  it('says 499, as the metrics do, where the client went away before any answer', async () => {
    const upload = request(`${base}/tasks`, { method: 'POST' });
    upload.on('error', () => {});
    upload.write('the beginning');
    await asked.promise;
    upload.destroy();
    await logged.promise;
    expect(lines).toMatchObject([
      { level: 'info', status: 499, msg: 'A client went away before its answer was whole.', path: '/tasks' },
    ]);
  });
});
