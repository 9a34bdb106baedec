import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type LiveService, startLive } from './support/live-service.ts';
import { fileHead, formEnd, RawUpload } from './support/raw-upload.ts';

const mib = 1024 * 1024;
const unfinished = async (service: LiveService): Promise<number> =>
  (await service.uploaded()).filter((file) => file.startsWith('uploads/.tmp/')).length;

/** An upload of which the service has some on disk. */
async function begun(service: LiveService): Promise<RawUpload> {
  const before = await unfinished(service);
  const upload = new RawUpload(service.url);
  await upload.send(fileHead());
  await upload.send(Buffer.alloc(mib, 1));
  await expect.poll(() => unfinished(service)).toBe(before + 1);
  return upload;
}

async function answersStill(service: LiveService): Promise<void> {
  expect((await fetch(`${service.url}/tasks`)).status).toBe(200);
}

describe('an upload that does not come to its end', () => {
  it('of 50 MB over a limit of 20 MB is refused before it is sent', async () => {
    await using service = await startLive();
    const upload = new RawUpload(service.url, { 'content-length': 50 * mib });
    await upload.send(fileHead());
    const { status, body } = await upload.answer();
    expect(status).toBe(413);
    expect(body.code).toBe('PAYLOAD_TOO_LARGE');
    expect(body.detail).toContain('20971520');
    expect(await service.uploaded()).toEqual([]);
    upload.vanish();
    await answersStill(service);
  });

  it('without a length is refused with the first byte too many', async () => {
    let bytes = 0;
    await using service = await startLive({
      uploads: {
        onBytes: (some) => {
          bytes += some;
        },
      },
    });
    const upload = new RawUpload(service.url);
    await upload.send(fileHead());
    let answered = false;
    const answer = upload.answer().finally(() => {
      answered = true;
    });
    for (let sent = 0; sent < 50 && !answered; sent++) await upload.send(Buffer.alloc(mib, 1));
    const { status, body } = await answer;
    expect(status).toBe(413);
    expect(body.detail).toContain('20 MiB');
    expect(bytes).toBeLessThan(21 * mib);
    expect(await service.uploaded()).toEqual([]);
    upload.vanish();
    await answersStill(service);
  });

  it('in a field of another name is not read for ever', async () => {
    await using service = await startLive({ config: { maxUploadBytes: mib } });
    const upload = new RawUpload(service.url);
    await upload.send(fileHead('a.jpg', 'other'));
    let answered = false;
    const answer = upload.answer().finally(() => {
      answered = true;
    });
    for (let sent = 0; sent < 50 && !answered; sent++) await upload.send(Buffer.alloc(mib, 1));
    expect((await answer).status).toBe(413);
    upload.vanish();
  });

  it('since its client vanished leaves nothing', async () => {
    await using service = await startLive();
    const uploads = [await begun(service), await begun(service), await begun(service)];
    for (const upload of uploads) upload.vanish();
    await expect.poll(() => service.uploaded()).toEqual([]);
    await answersStill(service);
  });

  it('since the process stops is ended, and leaves nothing', async () => {
    await using service = await startLive();
    const upload = await begun(service);
    await service.uploads.close();
    expect(await service.uploaded()).toEqual([]);
    expect(await upload.answer()).toMatchObject({ status: 503, body: { code: 'NOT_RUNNING' } });
    const late = new RawUpload(service.url);
    await late.send(fileHead());
    expect(await late.answer()).toMatchObject({ status: 503, body: { code: 'NOT_RUNNING' } });
  });

  it('since the disk refuses is told nothing of this machine, and may be sent again', async () => {
    await using service = await startLive();
    const place = path.join(service.inputDir, 'uploads');
    await writeFile(place, 'A file where a folder should be.');
    const send = async () => {
      const upload = new RawUpload(service.url);
      await upload.send(fileHead());
      upload.end(`GIF89a${formEnd}`);
      return upload.answer();
    };
    const refused = await send();
    expect(refused).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    expect(JSON.stringify(refused.body)).not.toContain(service.inputDir);
    await rm(place);
    expect((await send()).status).toBe(202);
  });

  it('since there are too many already is told to come again', async () => {
    await using service = await startLive({ uploads: { atOnce: 2 } });
    const uploads = [await begun(service), await begun(service)];
    const third = new RawUpload(service.url);
    await third.send(fileHead());
    expect(await third.answer()).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } });
    for (const upload of uploads) upload.vanish();
    await expect.poll(() => service.uploaded()).toEqual([]);
    const fourth = new RawUpload(service.url);
    await fourth.send(fileHead());
    fourth.end(`GIF89a${formEnd}`);
    expect((await fourth.answer()).status).toBe(202);
  });
});
