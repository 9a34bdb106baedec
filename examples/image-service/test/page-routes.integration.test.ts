import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from './support/a-service.ts';

describe('the page and its assets', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ config: { readKeys: ['a-key-that-only-reads'], writeKeys: ['a-key-that-writes'] } });
  });
  afterAll(async () => {
    await service[Symbol.asyncDispose]();
  });

  it('are open to everybody, and load nothing from elsewhere', async () => {
    const { text, headers } = await service.plain
      .get('/')
      .expect(200)
      .expect('content-type', /^text\/html/);
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect(text).not.toMatch(/<script(?![^>]* src="\/assets\/)|<style|\sstyle=|\son\w+=|https?:|\/\/\w/);
    const assets = [...text.matchAll(/(?:href|src)="(\/assets\/[^"#]+)/g)].map(([, address = '']) => address);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const address of new Set(assets)) await service.plain.get(address).expect(200);
  });

  it('are asked for again each time, and not sent again while they are the same', async () => {
    for (const address of ['/', '/assets/main.js', '/assets/style.css', '/assets/docs.css']) {
      const { headers } = await service.plain.get(address).expect(200).expect('cache-control', 'no-cache');
      await service.plain.get(address).set('if-none-match', String(headers.etag)).expect(304);
    }
  });

  it('tell the page what it may offer', async () => {
    const { body } = await service.plain.get('/assets/settings.json').expect(200);
    expect(body).toEqual({
      maxUploadBytes: 20_971_520,
      presets: [
        { name: '1024', width: 1024, format: 'jpeg', quality: 85 },
        { name: '800', width: 800, format: 'jpeg', quality: 85 },
      ],
    });
  });

  it('lead nowhere else', async () => {
    for (const address of [
      '/assets/nothing.js',
      '/assets/',
      '/assets/..%2f..%2f.tsbuildinfo',
      '/assets/../index.html',
    ]) {
      await service.plain
        .get(address)
        .expect(404)
        .expect('content-type', /^application\/problem\+json/);
    }
  });
});
