import { bullmq } from '@safelight/adapter-bullmq';
import { inMemory } from '@safelight/core/in-memory';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import { pino } from 'pino';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config/read-config.ts';
import { workerChecks } from '../src/health/worker-checks.ts';
import { createWorkerApp } from '../src/http/worker-app.ts';
import { Metrics } from '../src/metrics/metrics.ts';
import { samplesOf } from './support/prometheus.ts';

type Queue = Parameters<typeof workerChecks>[1];

function aWorker(queue: Queue = inMemory().queue, env: Record<string, string> = {}) {
  const state = { isStarted: true };
  const drain = new AbortController();
  const metrics = new Metrics();
  const { http: config } = readConfig(env, { process: 'all-in-one', base: '/' });
  const logger = pino({ level: 'silent' });
  const checks = workerChecks(() => state.isStarted, queue);
  const app = createWorkerApp({ checks, metrics, config, logger, drain: drain.signal });
  return { state, drain, agent: supertest(app), metrics };
}

describe("a worker's health", () => {
  it('is ready when its consumer takes jobs and the queue answers', async () => {
    const { agent } = aWorker();
    expect((await agent.get('/health/live')).body).toMatchObject({ status: 'live' });
    const { status, body, headers } = await agent.get('/health/ready');
    expect({ status, cache: headers['cache-control'] }).toEqual({ status: 200, cache: 'no-store' });
    expect(body).toEqual({
      ready: true,
      draining: false,
      checks: { consumer: { ok: true }, queue: { ok: true, ms: expect.any(Number) } },
    });
  });

  it('is alive and not ready before it takes jobs, and once it is asked to end', async () => {
    const { agent, state, drain } = aWorker();
    state.isStarted = false;
    expect((await agent.get('/health/ready')).body).toMatchObject({
      ready: false,
      checks: { consumer: { ok: false } },
    });
    state.isStarted = true;
    await expect.poll(async () => (await agent.get('/health/ready')).status).toBe(200);
    drain.abort();
    const { status, body } = await agent.get('/health/ready');
    expect({ status, body }).toMatchObject({ status: 503, body: { ready: false, draining: true } });
    expect((await agent.get('/health/live')).status).toBe(200);
  });

  it('does not tell where the queue is, and asks it once however many ask', async () => {
    let asked = 0;
    const queue: Queue = {
      counts: async () => {
        asked++;
        throw new Error('connect ECONNREFUSED 10.1.2.3:6379');
      },
    };
    const { agent } = aWorker(queue);
    const answers = await Promise.all(Array.from({ length: 10 }, () => agent.get('/health/ready')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(answers[0]?.text).not.toContain('10.1.2.3');
    expect(asked).toBe(1);
  });

  it('gives its metrics to whoever may read, its health to anyone', async () => {
    const keys = { READ_KEYS: 'a-reader-of-the-test', WRITE_KEYS: 'a-writer-of-the-test' };
    const { agent, metrics } = aWorker(undefined, keys);
    metrics.retries.inc(3);
    const ready = await agent.get('/health/ready');
    expect(ready.status).toBe(200);
    expect(ready.headers['cache-control']).toBe('no-store');
    expect((await agent.get('/metrics')).body).toMatchObject({ code: 'UNAUTHORIZED' });
    const { status, type, text } = await agent.get('/metrics').auth('a-reader-of-the-test', { type: 'bearer' });
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain' });
    expect(samplesOf(text)('safelight_retries_total')).toEqual({ '': 3 });
    expect((await agent.get('/tasks')).body).toMatchObject({ code: 'NOT_FOUND' });
  });
});

describeWithRedis(
  "a worker's health where Redis hangs",
  (redis) => {
    it('says so within a bounded time, and is ready again by itself', async () => {
      const { queue } = bullmq({ url: redis.url, queueName: () => redis.namespace() });
      const { agent } = aWorker(queue);
      await expect.poll(async () => (await agent.get('/health/ready')).status).toBe(200);
      await redis.pause();
      await expect.poll(async () => (await agent.get('/health/ready')).status, { timeout: 5_000 }).toBe(503);
      const begun = performance.now();
      expect((await agent.get('/health/ready')).body).toMatchObject({ checks: { queue: { ok: false } } });
      expect(performance.now() - begun).toBeLessThan(3_000);
      await redis.resume();
      await expect.poll(async () => (await agent.get('/health/ready')).status, { timeout: 10_000 }).toBe(200);
      await queue.close();
    });
  },
  { owned: true },
);
