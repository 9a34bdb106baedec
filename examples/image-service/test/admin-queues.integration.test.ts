import { bullmq } from '@safelight/adapter-bullmq';
import { createPipeline } from '@safelight/core';
import { inMemory } from '@safelight/core/in-memory';
import { describeWithRedis } from '@safelight-tooling/test-services/vitest';
import express from 'express';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import supertest from 'supertest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AdminQueues } from '../src/admin/admin-queues.ts';
import { queueNameOf } from '../src/composition/queue-name.ts';
import { Keys } from '../src/http/access.ts';
import { problemHandler } from '../src/http/errors.ts';
import { requestId } from '../src/http/request-id.ts';
import { adminQueuesPath, adminRouter } from '../src/http/routes/admin.ts';

const logger = pino({ level: 'silent' });
const adminKey = 'an-admin-key-of-the-test';
const api = `${adminQueuesPath}/api/queues`;

function appWith(queues: AdminQueues | undefined, key: string | undefined = adminKey) {
  const keys = new Keys({ readKeys: ['a-reader-of-the-test'], writeKeys: ['a-writer-of-the-test'], adminKey: key });
  const app = express().disable('x-powered-by');
  app.use(requestId, adminRouter(keys, queues?.router), problemHandler(logger));
  return supertest(app);
}

describeWithRedis(
  'the admin pages of the queues',
  (redis) => {
    const name = queueNameOf(redis.namespace());
    const engines = bullmq({ url: redis.url, queueName: () => name, streamLength: 55_555 });
    const { bus, repository } = inMemory();
    const pipeline = createPipeline({ ...engines, bus, repository });
    const queues = new AdminQueues({
      redisUrl: redis.url,
      queues: new Map([[name, 'default']]),
      path: adminQueuesPath,
      logger,
    });
    const app = appWith(queues);
    const look = (path: string) => app.get(path).auth('operator', adminKey);
    let taskId = '';

    beforeAll(async () => {
      await pipeline.start();
      taskId = (await pipeline.submit('a.jpg')).id;
      await vi.waitFor(async () => expect((await pipeline.counts()).default?.waiting).toBe(1));
    });
    afterAll(async () => {
      await queues.close();
      await pipeline.close();
    });

    it.each([
      ['no key', {}, 401],
      ['a wrong key', { authorization: 'Bearer not-the-key-of-anyone' }, 401],
      ['a key that may write', { authorization: 'Bearer a-writer-of-the-test' }, 403],
      ['the key as a bearer', { authorization: `Bearer ${adminKey}` }, 200],
      ['the key as the password of Basic', { authorization: `Basic ${btoa(`anyone:${adminKey}`)}` }, 200],
    ])('take %s for what it is', async (_, headers, status) => {
      for (const path of [adminQueuesPath, api, `${adminQueuesPath}/static/css/main.css`]) {
        const response = await app.get(path).set(headers);
        if (status !== 200) expect(response.status, path).toBe(status);
        else if (!path.includes('static')) expect(response.status, path).toBe(200);
        if (status === 401) expect(response.headers['www-authenticate']).toMatch(/^Basic /);
        if (status !== 200) expect(response.type).toBe('application/problem+json');
      }
    });

    it('show a page that loads only what lies beside it, and a queue with its job', async () => {
      const page = await look(adminQueuesPath);
      expect(page.type).toBe('text/html');
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(page.headers['x-powered-by']).toBeUndefined();
      expect(page.text).toContain(`<base href="${adminQueuesPath}/"`);
      const scripts = [...page.text.matchAll(/<script defer src="([^"]+)"/g)].map(([, src = '']) => src);
      expect(scripts).not.toEqual([]);
      for (const src of scripts) expect((await look(`${adminQueuesPath}/${src}`)).status, src).toBe(200);

      const { body } = await look(`${api}?activeQueue=${encodeURIComponent(name)}&page=1&jobsPerPage=10`);
      expect(body.queues).toMatchObject([
        { name, displayName: 'default', readOnlyMode: true, allowRetries: false, counts: { waiting: 1 } },
      ]);
      expect(body.queues[0].jobs).toMatchObject([{ id: taskId }]);
    });

    it('change nothing: neither on request nor by being looked at', async () => {
      const job = `${api}/${encodeURIComponent(name)}/${taskId}`;
      for (const change of [
        app.put(`${job}/clean`),
        app.put(`${api}/${encodeURIComponent(name)}/pause`),
        app.post(job),
        app.delete(job),
      ]) {
        const { status, body, headers } = await change.auth('operator', adminKey);
        expect({ status, code: body.code, allow: headers.allow }).toEqual({
          status: 405,
          code: 'METHOD_NOT_ALLOWED',
          allow: 'GET, HEAD',
        });
      }
      expect((await pipeline.counts()).default).toMatchObject({ waiting: 1 });
      const client = new Redis(redis.url);
      expect(await client.hget(`bull:${name}:meta`, 'opts.maxLenEvents')).toBe('55555');
      client.disconnect();
    });

    it('say that Redis is away, within a bounded time, and show the queue again when it is back', async () => {
      await redis.pause();
      const begun = performance.now();
      const away = await look(api);
      expect(away.status).toBeGreaterThanOrEqual(500);
      expect(performance.now() - begun).toBeLessThan(10_000);
      await redis.resume();
      await expect.poll(async () => (await look(api)).status, { timeout: 10_000 }).toBe(200);

      await redis.kill();
      await expect.poll(async () => (await look(api)).body.code, { timeout: 10_000 }).toBe('UNAVAILABLE');
      await redis.restart();
      await expect.poll(async () => (await look(api)).status, { timeout: 20_000 }).toBe(200);
    });

    it('end with the process, and open nothing where nobody looked', async () => {
      const unused = new AdminQueues({
        redisUrl: 'redis://127.0.0.1:1',
        queues: new Map(),
        path: adminQueuesPath,
        logger,
      });
      await unused.close();
      await queues.close();
      expect((await look(api)).body).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
      const client = new Redis(redis.url);
      expect(String(await client.client('LIST'))).not.toContain('name=safelight-admin');
      client.disconnect();
    });
  },
  { owned: true, persistence: 'aof' },
);

describe('the admin pages', () => {
  it('are closed, and do not say more, where no key is set', async () => {
    const app = appWith(undefined, undefined);
    const { status, body } = await app.get(adminQueuesPath).auth('operator', adminKey);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
  });

  it('say that the embedded engines have nothing to show', async () => {
    const { status, body } = await appWith(undefined).get(adminQueuesPath).auth('operator', adminKey);
    expect({ status, code: body.code }).toEqual({ status: 404, code: 'NOT_FOUND' });
    expect(body.detail).toContain('embedded');
  });
});
