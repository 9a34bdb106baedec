import { createHash } from 'node:crypto';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { type LiveService, startLive } from './support/live-service.ts';

interface Fetched {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** As it is written: `fetch` would tidy the path up. */
function get(service: LiveService, target: string, { method = 'GET', headers = {} } = {}): Promise<Fetched> {
  const { port } = new URL(service.url);
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: target, method, headers }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
    })
      .on('error', reject)
      .end();
  });
}

/** The address of a derivative, and what it must be. */
async function derivative(service: LiveService): Promise<{ url: string; md5: string; data: Buffer }> {
  const { id } = await service.complete();
  const { images } = JSON.parse((await get(service, `/tasks/${id}`)).body.toString());
  const [{ url, md5, path: key }] = images;
  return { url, md5, data: await readFile(path.join(service.outputDir, key.slice('/output/'.length))) };
}

const md5 = '0123456789abcdef0123456789abcdef';

describe('GET /images', () => {
  it('gives a derivative, to be kept for ever', async () => {
    await using service = await startLive();
    const image = await derivative(service);
    const { status, headers, body } = await get(service, image.url);
    expect(status).toBe(200);
    expect(createHash('md5').update(body).digest('hex')).toBe(image.md5);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(image.data.length),
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${image.md5}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'accept-ranges': 'bytes',
    });
  });

  it('answers HEAD, 304 and ranges', async () => {
    await using service = await startLive();
    const { url, md5: hash, data } = await derivative(service);
    const head = await get(service, url, { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, headers: { 'content-length': String(data.length), etag: `"${hash}"` } });
    expect(head.body).toHaveLength(0);

    for (const etag of [`"${hash}"`, `W/"${hash}"`, `"other", "${hash}"`, '*']) {
      const { status, body } = await get(service, url, { headers: { 'if-none-match': etag } });
      expect(status).toBe(304);
      expect(body).toHaveLength(0);
    }
    expect((await get(service, url, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);

    const part = await get(service, url, { headers: { range: 'bytes=10-19' } });
    expect(part).toMatchObject({ status: 206, headers: { 'content-range': `bytes 10-19/${data.length}` } });
    expect(part.body.equals(data.subarray(10, 20))).toBe(true);
    const stale = await get(service, url, { headers: { range: 'bytes=10-19', 'if-range': '"other"' } });
    expect(stale.status).toBe(200);

    const beyond = await get(service, url, { headers: { range: `bytes=${data.length}-` } });
    expect(beyond).toMatchObject({
      status: 416,
      headers: {
        'content-range': `bytes */${data.length}`,
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      },
    });
    expect(beyond.headers.etag).toBeUndefined();
    expect(JSON.parse(beyond.body.toString())).toMatchObject({ status: 416, code: 'RANGE_NOT_SATISFIABLE' });
  });

  it('keeps it private where keys are configured, and asks for one', async () => {
    const key = 'a-key-for-reading';
    await using service = await startLive({ config: { readKeys: [key], writeKeys: ['a-key-for-writing'] } });
    const { id } = await service.complete();
    const authorized = { headers: { authorization: `Bearer ${key}` } };
    const { images } = JSON.parse((await get(service, `/tasks/${id}`, authorized)).body.toString());
    expect((await get(service, images[0].url)).status).toBe(401);
    const { status, headers } = await get(service, images[0].url, authorized);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('private, max-age=31536000, immutable');
  });

  it('lets other sites show it where they may read the API', async () => {
    await using service = await startLive({ config: { corsOrigins: ['https://shop.example'] } });
    const { url } = await derivative(service);
    expect((await get(service, url)).headers['cross-origin-resource-policy']).toBe('cross-origin');
  });

  it('gives nothing but derivatives, and nothing from outside', async () => {
    await using service = await startLive();
    const { outputDir } = service;
    const outside = path.join(outputDir, '..', 'outside');
    const name = `${md5}.jpg`;
    await mkdir(path.join(outside, '800'), { recursive: true });
    await mkdir(path.join(outputDir, 'inside/800', `${md5.replace('0', '1')}.jpg`), { recursive: true });
    await mkdir(path.join(outputDir, '.hidden/800'), { recursive: true });
    await mkdir(path.join(outputDir, '.tmp'), { recursive: true });
    const secrets = [
      path.join(outside, '800', name),
      path.join(outside, name),
      path.join(outputDir, name),
      path.join(outputDir, 'inside', name),
      path.join(outputDir, 'inside/800/secret.txt'),
      path.join(outputDir, 'inside/800', `${md5}.svg`),
      path.join(outputDir, '.hidden/800', name),
      path.join(outputDir, '.tmp', `${md5}-part.part`),
    ];
    for (const secret of secrets) await writeFile(secret, 'secret');
    await symlink(outside, path.join(outputDir, 'linked'));
    await symlink(path.join(outside, '800'), path.join(outputDir, 'inside/linked'));
    await symlink(path.join(outside, '800', name), path.join(outputDir, 'inside/800', name));

    const targets = [
      `linked/800/${name}`,
      `inside/linked/${name}`,
      `inside/800/${name}`,
      `inside/800/${md5.replace('0', '1')}.jpg`,
      name,
      `inside/${name}`,
      'inside/800/secret.txt',
      `inside/800/${md5}.svg`,
      `.hidden/800/${name}`,
      `.tmp/${md5}-part.part`,
      `../outside/800/${name}`,
      `..%2foutside%2f800%2f${name}`,
      `%2e%2e/outside/800/${name}`,
      `%2e%2e%2foutside/800/${name}`,
      `inside/../../outside/800/${name}`,
      `inside/%2e%2e/%2e%2e/outside/800/${name}`,
      `..%5coutside%5c800%5c${name}`,
      `....//outside/800/${name}`,
      `%252e%252e/outside/800/${name}`,
      `..%c0%afoutside/800/${name}`,
      `${outside.slice(1)}/800/${name}`,
      `/${outside}/800/${name}`,
      `inside/800/${name}%00.jpg`,
      `inside/800/${name}/`,
      'inside/800/',
      'inside',
      '',
    ];
    for (const target of targets) {
      const { status, headers, body } = await get(service, `/images/${target}`);
      // A link in the place of a folder has the address of a derivative, and is as good as nothing.
      expect(target.includes('linked/') ? [404] : [400, 404], target).toContain(status);
      expect(headers['content-type'], target).toBe('application/problem+json; charset=utf-8');
      expect(headers['cache-control'], target).toBe('no-store');
      expect(body.toString(), target).not.toContain('secret');
      expect(body.toString(), target).not.toContain(outside);
    }
    expect((await get(service, '/images/inside/800/ffffffffffffffffffffffffffffffff.jpg')).status).toBe(404);
  });

  it('finds derivatives in a folder that is reached by a link, or hidden', async () => {
    await using service = await startLive();
    const image = await derivative(service);
    const hidden = path.join(service.outputDir, '..', '.link');
    await symlink(service.outputDir, hidden);
    await using other = await startLive({ config: { outputDir: hidden } });
    expect((await get(other, image.url)).status).toBe(200);
  });

  it('is not troubled by clients that go away in the middle', async () => {
    await using service = await startLive();
    const { url } = await derivative(service);
    for (let n = 0; n < 20; n++) {
      const { port } = new URL(service.url);
      await new Promise<void>((resolve) => {
        const going = request({ host: '127.0.0.1', port, path: url }, (response) => {
          response.once('close', resolve).on('error', () => {});
          response.destroy();
        });
        going.on('error', () => {}).end();
      });
    }
    expect((await get(service, url)).status).toBe(200);
  });
});
