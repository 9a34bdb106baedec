import { copyFile, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { describe, expect, it } from 'vitest';
import { type DemoEnd, inTemporaryFolder, runDemo, samplesFolder } from './support/demo-process.ts';
import { openStream } from './support/sse.ts';

const sample = path.join(samplesFolder, 'fig.jpg');

describe('npm run demo -- --serve', () => {
  it('serves the page and the API of the same service after the table, until Ctrl-C', async () => {
    await inTemporaryFolder(async (from) => {
      await copyFile(sample, path.join(from, 'a.jpg'));
      let stream: Awaited<ReturnType<typeof openStream>> | undefined;
      const { code, stdout, stderr } = await served(['a.jpg'], from, { TMPDIR: from, TEMP: from }, async (url) => {
        expect(await uploadFolders(from)).toHaveLength(1);
        const page = await fetch(`${url}/`);
        expect(await page.text()).toMatch(/<!doctype html>/i);
        const { items } = await json(`${url}/tasks`);
        expect(items).toMatchObject([{ status: 'completed', metadata: { name: 'a.jpg' } }]);
        stream = await openStream(`${url}/events`);
        await stream.until('snapshot');
        await uploaded(url, stream);
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/1 of 1 image done.*\n\nPage: http:\/\/127\.0\.0\.1:\d+\/\nCtrl-C ends it\.\n/s);
      expect(stdout).toMatch(/another\.jpg +task\.completed/);
      // It was ended, and not cut.
      await stream?.rest();
      expect(await uploadFolders(from)).toEqual([]);
    });
  });

  it("keeps the demo's exit code", async () => {
    await inTemporaryFolder(async (from) => {
      const { code, stdout } = await served(['gone.jpg'], from, {}, async (url) => {
        expect((await fetch(`${url}/docs`)).status).toBe(200);
      });
      expect(code).toBe(1);
      expect(stdout).toContain('gone.jpg: SOURCE_NOT_FOUND');
    });
  });

  it('says that the port is taken', async () => {
    await inTemporaryFolder(async (from) => {
      await copyFile(sample, path.join(from, 'a.jpg'));
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
      const { code, stderr, stdout } = await runDemo(['a.jpg', '--serve', '--port', String(address.port)], { from });
      server.close();
      expect(code).toBe(2);
      expect(stderr).toMatch(
        new RegExp(`^Port ${address.port} of 127.0.0.1 is taken: .* Name another by --port N\\.\\n$`),
      );
      expect(stdout).toContain('1 of 1 image done');
    });
  });
});

describeWithServers('npm run demo -- --serve --engines redis-mongo', ({ redis, mongo }) => {
  it('serves what real engines hold, and takes uploads to the worker process', async () => {
    await inTemporaryFolder(async (from) => {
      await copyFile(sample, path.join(from, 'a.jpg'));
      const env = { REDIS_URL: redis.url, MONGODB_URL: mongo.url };
      const { code, stderr } = await served(['a.jpg', '--engines', 'redis-mongo'], from, env, async (url) => {
        await using stream = await openStream(`${url}/events`);
        await stream.until('snapshot');
        await uploaded(url, stream);
      });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });
  });
});

/** Runs the demo with --serve, and ends it by Ctrl-C once `use` is through. */
async function served(
  args: readonly string[],
  from: string,
  env: Record<string, string>,
  use: (url: string) => Promise<void>,
): Promise<DemoEnd> {
  let using: Promise<unknown> | undefined;
  const end = await runDemo([...args, '--serve'], {
    from,
    env,
    onOutput: (stdout, kill) => {
      const [, url] = /^Page: (http:\S+)\/\n/m.exec(stdout) ?? [];
      if (url !== undefined) using ??= use(url).finally(() => kill('SIGINT'));
    },
  });
  await using;
  return end;
}

/** Uploads a photograph by the API, waits until the stream tells of its end, and fetches a derivative. */
async function uploaded(url: string, stream: Awaited<ReturnType<typeof openStream>>): Promise<void> {
  const body = new FormData();
  body.set('file', new Blob([await readFile(sample)]), 'another.jpg');
  const answer = await fetch(`${url}/tasks`, { method: 'POST', body });
  expect(answer.status).toBe(202);
  await stream.until('task.completed');
  const { images } = await json(`${url}${answer.headers.get('location')}`);
  const [image] = Array.isArray(images) ? images : [];
  const derivative = await fetch(`${url}${image.url}`);
  expect((await derivative.arrayBuffer()).byteLength).toBe(image.size);
}

async function json(url: string): Promise<Record<string, unknown>> {
  return JSON.parse(await (await fetch(url)).text());
}

async function uploadFolders(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('safelight-uploads-'));
}
