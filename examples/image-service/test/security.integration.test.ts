import { describe, expect, it } from 'vitest';
import { startService } from './support/a-service.ts';

const readKey = 'read-0123456789abcdef';
const writeKey = 'write-0123456789;"=%';
const adminKey = 'admin-0123456789abcdef';
const keys = { readKeys: [readKey], writeKeys: [writeKey], adminKey };
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

describe('keys', () => {
  it('open reading and writing apart', async () => {
    await using service = await startService({ config: keys });
    const body = { imagePath: 'fig.jpg' };
    const none = await service.agent.get('/tasks').expect(401);
    expect(none.headers['www-authenticate']).toBe('Bearer realm="Safelight"');
    expect(none.body.code).toBe('UNAUTHORIZED');
    await service.agent
      .get('/tasks')
      .set(bearer(`${readKey}x`))
      .expect(401);
    await service.agent.get('/tasks').set(bearer(readKey)).expect(200);
    await service.agent.get('/tasks').set('x-api-key', writeKey).expect(200);
    const read = await service.agent.post('/tasks').set(bearer(readKey)).send(body).expect(403);
    expect(read.body.code).toBe('FORBIDDEN');
    await service.agent.post('/tasks').set(bearer(writeKey)).send(body).expect(202);
    // Neither body nor upload is read for who may not write.
    await service.agent.post('/tasks').attach('file', Buffer.alloc(1_000_000), 'a.jpg').expect(401);
    expect(await service.uploaded()).toEqual([]);
  });

  it('leave open what needs none', async () => {
    await using service = await startService({ config: keys });
    for (const path of ['/health/live', '/session', '/docs', '/openapi.json'])
      await service.agent.get(path).expect(200);
    await service.agent.get('/metrics').expect(401);
    await service.agent.get('/metrics').set(bearer(adminKey)).expect(200);
  });

  it('are kept in a cookie that scripts and other sites have not', async () => {
    await using service = await startService({ config: keys });
    const refused = await service.agent.post('/session').send({ key: 'wrong-0123456789' }).expect(401);
    expect(refused.headers['set-cookie']).toBeUndefined();
    const { body, headers } = await service.agent.post('/session').send({ key: writeKey }).expect(200);
    expect(body).toEqual({ required: true, read: true, write: true });
    const [set = ''] = headers['set-cookie'] ?? [];
    expect(set).toMatch(/^safelight_key=[^;]+; Path=\/; HttpOnly; SameSite=Strict$/);
    const [cookie = ''] = set.split(';');
    await service.agent.get('/tasks').set('cookie', `other=1; ${cookie}`).expect(200);
    await service.agent.post('/tasks').set('cookie', cookie).send({ imagePath: 'fig.jpg' }).expect(202);
    const session = await service.agent.get('/session').set('cookie', cookie).expect(200);
    expect(session.body).toEqual({ required: true, read: true, write: true });
    expect((await service.agent.get('/session').expect(200)).body).toEqual({
      required: true,
      read: false,
      write: false,
    });
    await service.agent.get('/session').set('cookie', 'safelight_key=%E0%A4').expect(200);
    const ended = await service.agent.delete('/session').expect(204);
    expect(ended.headers['set-cookie']?.[0]).toMatch(/^safelight_key=; Path=\/; Expires=Thu, 01 Jan 1970/);
  });

  it('are not needed where none are configured', async () => {
    await using service = await startService();
    expect((await service.agent.get('/session').expect(200)).body).toEqual({
      required: false,
      read: true,
      write: true,
    });
    const { headers } = await service.agent.post('/session').send({ key: 'whatever' }).expect(200);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('of the admin open the admin pages, which are not there without one', async () => {
    await using closed = await startService();
    expect((await closed.plain.get('/admin/queues').expect(404)).body.detail).toContain('ADMIN_KEY');
    await using open = await startService({ config: keys });
    const none = await open.plain.get('/admin/queues').expect(401);
    expect(none.headers['www-authenticate']).toBe('Basic realm="Safelight admin"');
    await open.plain.get('/admin/queues').set(bearer(writeKey)).expect(403);
    // Embedded engines have no queues to show: behind the key the page says so.
    const shown = await open.plain.get('/admin/queues').auth('anyone', adminKey).expect(404);
    expect(shown.body.detail).toContain('embedded');
  });
});

describe('other sites', () => {
  const origin = 'https://shop.example';

  it('may read nothing unless they are listed', async () => {
    await using service = await startService();
    const { headers } = await service.agent.get('/tasks').set('origin', origin).expect(200);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('may call when they are listed, exactly', async () => {
    await using service = await startService({ config: { corsOrigins: [origin] } });
    const { headers } = await service.agent.get('/tasks').set('origin', origin).expect(200);
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers.vary).toContain('Origin');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    const asked = { origin, 'access-control-request-method': 'POST' };
    const preflight = await service.plain.options('/tasks').set(asked).expect(204);
    expect(preflight.headers['access-control-allow-headers']).toContain('Idempotency-Key');
    for (const other of ['https://shop.example.evil', 'http://shop.example', 'null']) {
      const answer = await service.agent.get('/tasks').set('origin', other).expect(200);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(answer.headers.vary).toContain('Origin');
    }
    await service.agent.post('/tasks').set('origin', origin).send({ imagePath: 'fig.jpg' }).expect(202);
  });

  it('write nothing by a form that is sent without asking', async () => {
    await using service = await startService();
    const form = (headers: Readonly<Record<string, string>>) =>
      service.agent.post('/tasks').set(headers).attach('file', `${service.inputDir}/fig.jpg`);
    const refused = await form({ origin }).expect(403);
    expect(refused.body.detail).toContain('CORS_ORIGINS');
    await form({ origin: 'null' }).expect(403);
    await form({ 'sec-fetch-site': 'cross-site' }).expect(403);
    expect(await service.uploaded()).toEqual([]);
    // The page itself: behind a proxy the host may be another, but the browser knows.
    await form({ origin: 'https://photos.example', 'sec-fetch-site': 'same-origin' }).expect(202);
    await form({ origin: service.url, host: new URL(service.url).host }).expect(202);
  });
});

describe('every answer', () => {
  it('has the headers that keep browsers safe, and tells nothing of what serves it', async () => {
    await using service = await startService();
    for (const path of ['/docs', '/tasks', '/tasks/nobody']) {
      const { headers } = await service.agent.get(path);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-powered-by']).toBeUndefined();
      expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    }
    const { headers } = await service.agent.get('/tasks').set('x-request-id', 'a b\tc');
    expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect((await service.agent.get('/tasks').expect(200)).headers['cache-control']).toBe('no-store');
  });

  it('says how many requests are left, and 429 when none is', async () => {
    await using service = await startService({ config: { rateLimit: 4, trustProxy: 1 } });
    const from = (client: string) => service.agent.get('/tasks').set('x-forwarded-for', client);
    const first = await from('192.0.2.1').expect(200);
    expect(first.headers.ratelimit).toMatch(/r=3; t=\d+/);
    expect(first.headers['ratelimit-policy']).toMatch(/q=4; w=60/);
    for (let sent = 1; sent < 4; sent++) await from('192.0.2.1').expect(200);
    const refused = await from('192.0.2.1').expect(429);
    expect(refused.body.code).toBe('RATE_LIMITED');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await from('192.0.2.2').expect(200);
    await service.agent.get('/health/live').set('x-forwarded-for', '192.0.2.1').expect(200);
  });

  it('is not fooled about the client by a header where no proxy is trusted', async () => {
    await using service = await startService({ config: { rateLimit: 2 } });
    // The first request was for the document.
    await service.agent.get('/tasks').set('x-forwarded-for', '192.0.2.1').expect(200);
    await service.agent.get('/tasks').set('x-forwarded-for', '192.0.2.2').expect(429);
  });

  it('is not ready once shutdown has begun', async () => {
    await using service = await startService();
    await service.agent.get('/health/ready').expect(200);
    service.drain();
    expect((await service.agent.get('/health/ready').expect(503)).body.draining).toBe(true);
  });
});
