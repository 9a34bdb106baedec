import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpMetrics } from '../src/metrics/http-metrics.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { samplesOf } from './support/prometheus.ts';

describe('the metrics of HTTP', () => {
  let server: Server;
  let base: string;
  let metrics: Metrics;
  beforeEach(async () => {
    metrics = new Metrics();
    const app = express();
    app.use(httpMetrics(metrics.httpRequestSeconds));
    app.get('/tasks/:id', (_request, response) => {
      response.locals.endpoint = '/tasks/{id}';
      response.json({});
    });
    app.get('/endless', (_request, response) => {
      response.locals.endpoint = '/endless';
      response.write('begun');
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterEach(() => server.close());

  const counts = async (): Promise<Readonly<Record<string, number>>> =>
    samplesOf(await metrics.render())('safelight_http_request_duration_seconds_count');

  it('know an endpoint by its template, and give what clients make up no series of its own', async () => {
    for (const path of ['/tasks/1', '/tasks/2', '/made-up/1', '/made-up/2']) await (await fetch(base + path)).text();
    await (await fetch(`${base}/x`, { method: 'PROPFIND' })).text();
    expect(await counts()).toEqual({
      'method="GET",route="/tasks/{id}",status="200"': 2,
      'method="GET",route="none",status="404"': 2,
      'method="other",route="none",status="404"': 1,
    });
  });

  it('tell of clients that went away before they had their answer', async () => {
    const asked = request(`${base}/endless`).end();
    const [response] = await once(asked, 'response');
    await once(response, 'data');
    response.destroy();
    await expect.poll(counts).toEqual({ 'method="GET",route="/endless",status="499"': 1 });
  });
});
