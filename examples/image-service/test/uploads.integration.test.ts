import { createHash } from 'node:crypto';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LiveService, sample, startLive } from './support/live-service.ts';
import { pictures } from './support/pictures.ts';
import { fileHead, RawUpload } from './support/raw-upload.ts';

interface Sent {
  readonly status: number;
  readonly body: { readonly id: string; readonly code: string; readonly detail: string } & Record<string, unknown>;
}

async function upload(
  service: LiveService,
  data: Uint8Array | string,
  { name = 'a.jpg', field = 'file', fields = [] as readonly (readonly [string, string])[], headers = {} } = {},
): Promise<Sent> {
  const form = new FormData();
  for (const [key, value] of fields) form.append(key, value);
  form.append(field, new Blob([data]), name);
  return send(service, form, headers);
}

async function send(service: LiveService, form: FormData, headers: Record<string, string> = {}): Promise<Sent> {
  const response = await fetch(`${service.url}/tasks`, { method: 'POST', body: form, headers });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('an upload', () => {
  it('is taken by its content, whatever its name and type say', async () => {
    await using service = await startLive();
    const all = await pictures();
    const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };
    expect(Object.keys(all).sort()).toEqual(['avif', 'gif', 'jpeg', 'png', 'tiff', 'webp']);
    for (const [format, data] of Object.entries(all)) {
      const { status, body } = await upload(service, data, { name: `holiday ${format}.txt` });
      expect(status).toBe(202);
      const file = `uploads/${sha256(data)}/holiday-${format}.${extensions[format] ?? format}`;
      expect(body).toMatchObject({
        source: { kind: 'path', path: file },
        metadata: { upload: { name: `holiday ${format}.txt`, size: data.byteLength, format } },
      });
      expect(Buffer.from(data).equals(await readFile(path.join(service.inputDir, file)))).toBe(true);
      expect(await service.pipeline.waitFor(body.id)).toMatchObject({ status: 'completed' });
    }
    expect((await service.uploaded()).filter((file) => file.includes('.tmp'))).toEqual([]);
  });

  it('is one source however often it is sent', async () => {
    await using service = await startLive();
    const photo = await readFile(sample);
    const first = await upload(service, photo, { headers: { 'idempotency-key': 'k' } });
    const [file = ''] = await service.uploaded();
    const longAgo = new Date('2020-01-01');
    await utimes(path.join(service.inputDir, file), longAgo, longAgo);
    const [again, ...others] = await Promise.all([
      upload(service, photo, { headers: { 'idempotency-key': 'k' } }),
      upload(service, photo),
      upload(service, photo),
    ]);
    expect(again.body.id).toBe(first.body.id);
    expect(new Set([again, ...others].map(({ body }) => body.id)).size).toBe(3);
    expect(await service.uploaded()).toEqual([file]);
    // Used again, it is young again.
    expect((await stat(path.join(service.inputDir, file))).mtimeMs).toBeGreaterThan(Date.now() - 60_000);
    // Another file under the same key is another body.
    const conflict = await upload(service, (await pictures()).png ?? '', { headers: { 'idempotency-key': 'k' } });
    expect(conflict).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_CONFLICT' } });
  });

  it('heals what was damaged in its place', async () => {
    await using service = await startLive();
    const photo = await readFile(sample);
    await upload(service, photo);
    const [file = ''] = await service.uploaded();
    await writeFile(path.join(service.inputDir, file), 'cut');
    await upload(service, photo);
    expect(photo.equals(await readFile(path.join(service.inputDir, file)))).toBe(true);
  });

  it('has a name that is fit to be shown and to be kept', async () => {
    await using service = await startLive();
    const photo = await readFile(sample);
    const names = [
      ['C:\\fakepath\\Käthe im Garten.JPG', 'Käthe im Garten.JPG', 'K-the-im-Garten.jpg'],
      ['../../../etc/passwd', 'passwd', 'passwd.jpg'],
      ['.htaccess', '.htaccess', 'image.jpg'],
      ['photo\u202Egpj.exe', 'photogpj.exe', 'photogpj.jpg'],
      ['CON.jpg', 'CON.jpg', 'CON-image.jpg'],
      [`${'ä'.repeat(300)}.jpg`, 'ä'.repeat(120), 'image.jpg'],
    ] as const;
    for (const [given, shown, kept] of names) {
      const { body } = await upload(service, photo, { name: given });
      expect(body).toMatchObject({
        source: { path: `uploads/${sha256(photo)}/${kept}` },
        metadata: { upload: { name: shown } },
      });
    }
  });

  it('comes with settings in text fields', async () => {
    await using service = await startLive();
    const fields = [
      ['presets', '800'],
      ['priority', '3'],
      ['metadata', '{"productId":42}'],
    ] as const;
    const { status, body } = await upload(service, await readFile(sample), { fields });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      presets: ['800'],
      priority: 3,
      metadata: { productId: 42, upload: { format: 'jpeg' } },
    });
  });

  it('that is no image is refused, and leaves nothing', async () => {
    await using service = await startLive();
    const damaged = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(5_000, 1)]);
    for (const content of ['This is a text, whatever it is called.\n'.repeat(1_000), '', 'GIFTS for all', damaged]) {
      const { status, body } = await upload(service, content, { name: 'photo.jpg' });
      expect(status).toBe(415);
      expect(body.code).toBe('UNSUPPORTED_FORMAT');
      expect(body.detail).toContain('Send a JPEG');
    }
    expect(await service.uploaded()).toEqual([]);
  });

  it('may be exactly as large as is allowed', async () => {
    const photo = await readFile(sample);
    await using service = await startLive({ config: { maxUploadBytes: photo.byteLength } });
    expect((await upload(service, photo)).status).toBe(202);
    const { status, body } = await upload(service, Buffer.concat([photo, Buffer.alloc(1)]));
    expect(status).toBe(413);
    expect(body.code).toBe('PAYLOAD_TOO_LARGE');
    expect(body.detail).toContain(String(photo.byteLength));
    expect(await service.uploaded()).toHaveLength(1);
  });

  it.each([
    ['no file', [], 'file: is missing'],
    ['an empty file field', [['file', '']], 'file: is missing'],
    ['a field with brackets', [['metadata[a]', '1']], 'metadata[a]: '],
    ['too many fields', Array.from({ length: 41 }, () => ['presets', '800']), 'fields: '],
  ] as const)('with %s is refused', async (_what, fields, problem) => {
    await using service = await startLive();
    const form = new FormData();
    for (const [name, value] of fields) form.append(name, value);
    const { status, body } = await send(service, form);
    expect(status).toBe(400);
    expect(body.code).toBe('INVALID_INPUT');
    expect(JSON.stringify(body.problems)).toContain(problem);
    expect(await service.uploaded()).toEqual([]);
  });

  it('of two files, or in another field, is refused and leaves nothing', async () => {
    await using service = await startLive();
    const photo = await readFile(sample);
    const two = new FormData();
    for (const name of ['a.jpg', 'b.jpg']) two.append('file', new Blob([photo]), name);
    const other = new FormData();
    other.append('picture', new Blob([photo]), 'a.jpg');
    for (const form of [two, other]) {
      const { status, body } = await send(service, form);
      expect(status).toBe(400);
      expect(JSON.stringify(body.problems)).toContain('send one file, in the field file');
    }
    expect(await service.uploaded()).toEqual([]);
  });

  it('with a text field that is too long is refused', async () => {
    await using service = await startLive({ config: { maxBodyBytes: 2_000 } });
    const { status, body } = await upload(service, await readFile(sample), {
      fields: [['metadata', 'x'.repeat(2_001)]],
    });
    expect(status).toBe(413);
    expect(body.detail).toContain('metadata');
    expect(await service.uploaded()).toEqual([]);
  });

  it('in a form that is broken is refused', async () => {
    await using service = await startLive();
    const cut = new RawUpload(service.url);
    await cut.send(fileHead());
    cut.end('half of it');
    expect(await cut.answer()).toMatchObject({ status: 400, body: { code: 'MALFORMED_REQUEST' } });
    const unbound = new RawUpload(service.url, { 'content-type': 'multipart/form-data' });
    unbound.end('something');
    expect(await unbound.answer()).toMatchObject({ status: 400, body: { code: 'MALFORMED_REQUEST' } });
    expect(await service.uploaded()).toEqual([]);
  });
});
