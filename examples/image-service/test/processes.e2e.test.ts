import { once } from 'node:events';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, inTemporaryFolder, samplesFolder } from './support/demo-process.ts';
import { promised } from './support/promised.ts';
import { fileHead, formEnd, RawUpload } from './support/raw-upload.ts';
import { environmentIn, ServiceProcess } from './support/service-process.ts';
import { openStream } from './support/sse.ts';

describe('a process that can not start', () => {
  it('names every problem of its configuration, and ends with code 2', async () => {
    await using worker = new ServiceProcess('worker', { PORT: 'none', LOG_LEVEL: 'loud' });
    expect(await worker.ended).toEqual({ code: 2, signal: null });
    expect(worker.stderr.split('\n')).toEqual([
      'The environment is not valid (see .env.example):',
      expect.stringMatching(/^PORT: must be/),
      expect.stringMatching(/^LOG_LEVEL: must be/),
      expect.stringMatching(/^ENGINES: .*start all-in-one/),
      '',
    ]);
    expect(worker.log).toEqual([]);
  });

  it('names a URL that its engines can not read, without what may be its password, and ends with code 2', async () => {
    const env = { ENGINES: 'redis-mongo', REDIS_URL: 'redis://:hu%23sh@127.0.0.1:1', WORKER_PORT: '0' };
    await using redis = new ServiceProcess('worker', {
      ...env,
      REDIS_URL: 'redis://:hu#sh@r',
      MONGODB_URL: 'mongodb://m',
    });
    expect((await redis.ended).code).toBe(2);
    expect(redis.stderr).toMatch(/^The environment .*\nREDIS_URL: is no valid URL.*\n$/);
    await using mongo = new ServiceProcess('api', { ...env, MONGODB_URL: 'mongodb://me:hu/sh@m:27017' });
    expect(await mongo.ended).toEqual({ code: 2, signal: null });
    expect(mongo.stderr).toBe('');
    expect(mongo.log.map(({ level, msg, err }) => ({ level, msg, err }))).toEqual([
      { level: 'fatal', msg: expect.stringMatching(/^The configuration is not valid: MONGODB_URL: is no /) },
    ]);
    expect(JSON.stringify(mongo.log)).not.toMatch(/hu|sh@/);
  });

  it('says that its port is taken, and ends in order with code 1', async () => {
    await inTemporaryFolder(async (folder) => {
      await using first = await ServiceProcess.ready('all-in-one', environmentIn(folder));
      const { port } = new URL(first.url);
      await using second = new ServiceProcess('all-in-one', { ...environmentIn(folder), PORT: port });
      expect(await second.ended).toEqual({ code: 1, signal: null });
      expect(second.log.at(-1)).toMatchObject({
        level: 'fatal',
        msg: `The process can't start: Port ${port} of 127.0.0.1 is taken: end what listens there, or set another port (0 takes any that is free).`,
      });
    });
  });

  it('says which folder can not be made', async () => {
    await inTemporaryFolder(async (folder) => {
      const inside = path.join(samplesFolder, 'fig.jpg/output');
      await using service = new ServiceProcess('all-in-one', { ...environmentIn(folder), OUTPUT_DIR: inside });
      expect((await service.ended).code).toBe(1);
      expect(service.log.at(-1)?.msg).toContain(inside);
    });
  });
});

describe('a process that can start', () => {
  it('warns once of each thing that is allowed and seldom meant', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = { ...environmentIn(folder), HOST: '0.0.0.0', REDIS_URL: 'redis://:hush@r' };
      await using service = await ServiceProcess.ready('all-in-one', env);
      const warnings = service.log.filter(({ level }) => level === 'warn').map(({ msg }) => msg);
      expect(warnings).toEqual([
        expect.stringMatching(/^HOST=0\.0\.0\.0 without keys: /),
        expect.stringMatching(/^REDIS_URL not used: /),
      ]);
    });
  });
});

describe('SIGTERM', () => {
  it('cuts no upload and no stream, finishes the job in hand, and ends with code 0', async () => {
    await inTemporaryFolder(async (folder) => {
      await using service = await ServiceProcess.ready('all-in-one', environmentIn(folder));
      const { url } = service;
      const photo = await readFile(path.join(samplesFolder, 'dandelions.jpg'));
      const streams = await Promise.all([openStream(`${url}/events`), openStream(`${url}/events`)]);
      await Promise.all(streams.map((stream) => stream.next()));
      const uploads = Array.from({ length: 4 }, () => new RawUpload(url));
      for (const upload of uploads) await upload.send(fileHead('photo.jpg'));
      for (const upload of uploads) await upload.send(photo.subarray(0, 500_000));
      const inHand = await submit(url, folder);
      await service.says('An attempt begins.');

      service.kill('SIGTERM');
      await service.says('Shutting down');
      // The streams end, and not by a cut, while the uploads still come in.
      await Promise.all(streams.map((stream) => stream.rest()));
      // On a connection of its own: one that is kept may bring a request for a moment yet.
      await expect(once(get(`${url}/tasks`, { agent: false }), 'response')).rejects.toThrow();
      for (const upload of uploads) {
        await upload.send(photo.subarray(500_000));
        upload.end(formEnd);
      }
      const answers = await Promise.all(uploads.map((upload) => upload.answer()));

      expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
      expect(await service.ended).toEqual({ code: 0, signal: null });
      const done = service.log.find(({ msg }) => msg === 'An attempt has made its derivatives.');
      expect(done).toMatchObject({ taskId: inHand });
      expect(service.log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
      expect(await filesBelow(path.join(folder, 'input/uploads/.tmp')).catch(() => [])).toEqual([]);
    });
  });

  it('says at once that it is not ready, and goes on answering until the drain is over', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = { ...environmentIn(folder), DRAIN_DELAY: '1000' };
      await using service = await ServiceProcess.ready('all-in-one', env);
      const { url } = service;
      expect((await fetch(`${url}/health/ready`)).status).toBe(200);
      service.kill('SIGTERM');
      await service.says('Shutting down');
      const ready = await fetch(`${url}/health/ready`);
      expect(ready.status).toBe(503);
      expect(ready.headers.get('connection')).toBe('close');
      expect((await fetch(`${url}/tasks`)).status).toBe(200);
      expect(await submit(url, folder)).toBeTypeOf('string');
      expect(await service.ended).toEqual({ code: 0, signal: null });
    });
  });

  it('closes no connection under the next request of a client that keeps it', async () => {
    await inTemporaryFolder(async (folder) => {
      await using service = await ServiceProcess.ready('all-in-one', environmentIn(folder));
      const busy = promised<void>();
      const clients = Array.from({ length: 32 }, () => untilRefused(`${service.url}/tasks`, busy.resolve));
      await busy.promise;
      service.kill('SIGTERM');
      const ends = await Promise.all(clients);
      expect(ends.filter(({ reused }) => reused)).toEqual([]);
      expect(await service.ended).toEqual({ code: 0, signal: null });
    });
  });

  it('cuts after the deadline what does not end, says so, and ends with code 1', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = { ...environmentIn(folder), SHUTDOWN_TIMEOUT: '500' };
      await using service = await ServiceProcess.ready('all-in-one', env);
      const upload = new RawUpload(service.url);
      await upload.send(fileHead());
      await upload.send(new Uint8Array(1_000));
      await expect.poll(() => filesBelow(path.join(folder, 'input')).catch(() => [])).toHaveLength(1);
      service.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 1, signal: null });
      await expect(upload.answer()).rejects.toThrow();
      const told = service.log.find(({ part }) => part === 'server');
      expect(told).toMatchObject({ level: 'error', msg: 'Requests that took too long to end were cut: 1.' });
      expect(await filesBelow(path.join(folder, 'input'))).toEqual([]);
    });
  });

  it('ends at once by a second signal', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = { ...environmentIn(folder), SHUTDOWN_TIMEOUT: '600000' };
      await using service = await ServiceProcess.ready('all-in-one', env);
      const upload = new RawUpload(service.url);
      await upload.send(fileHead());
      await upload.send(new Uint8Array(1_000));
      await expect.poll(() => filesBelow(path.join(folder, 'input')).catch(() => [])).toHaveLength(1);
      service.kill('SIGTERM');
      await service.says('Shutting down');
      // What follows within a moment counts as the same signal, passed on by npm: so again until it is heard.
      const again = setInterval(() => service.kill('SIGTERM'), 50);
      const end = await service.ended;
      clearInterval(again);
      expect(end).toEqual({ code: null, signal: 'SIGTERM' });
    });
  });
});

describe('npm start', () => {
  it('starts the process with little memory for its allocator, passes signals on and gives its exit code', async () => {
    await inTemporaryFolder(async (folder) => {
      await using launched = new ServiceProcess('launch', environmentIn(folder), ['all-in-one']);
      const { pid } = await launched.says('Ready.');
      if (process.platform === 'linux') {
        expect(await readFile(`/proc/${pid}/environ`, 'utf8')).toContain('MALLOC_ARENA_MAX=2');
      }
      launched.kill('SIGTERM');
      expect(await launched.ended).toEqual({ code: 0, signal: null });
      expect(launched.log.at(-1)).toMatchObject({ msg: 'Ended.', exitCode: 0 });
    });
  });
});

describe('the log', () => {
  it('has the request id on every line from the request to the worker, and no key', async () => {
    await inTemporaryFolder(async (folder) => {
      const key = 'a-key-that-nobody-may-see';
      await using service = await ServiceProcess.ready('all-in-one', { ...environmentIn(folder), WRITE_KEYS: key });
      const { url } = service;
      const headers = { authorization: `Bearer ${key}`, cookie: `safelight_key=${key}`, 'x-request-id': 'call-42' };
      const id = await submit(url, folder, headers, `?key=${key}`);
      await service.says('An attempt has made its derivatives.');
      service.kill('SIGTERM');
      await service.ended;

      const lines = service.log.filter(({ requestId }) => requestId === 'call-42');
      const worker = { taskId: id, run: 1, attempt: 1, workerId: expect.stringMatching(/-\d+$/) };
      // The worker may be quicker than the answer.
      expect(lines.toSorted((a, b) => a.msg.localeCompare(b.msg))).toMatchObject([
        { msg: 'A request was answered.', method: 'POST', path: '/tasks', status: 202, taskId: id },
        { msg: 'An attempt begins.', ...worker },
        { msg: 'An attempt has made its derivatives.', ...worker },
      ]);
      expect(service.log.every((line) => line.service === 'image-service' && line.process === 'all-in-one')).toBe(true);
      expect(JSON.stringify(service.log)).not.toContain(key);
    });
  });
});

/** Submits a photograph of the input folder; gives the task's id. */
async function submit(url: string, folder: string, headers: Record<string, string> = {}, query = ''): Promise<string> {
  await mkdir(path.join(folder, 'input'), { recursive: true });
  await copyFile(path.join(samplesFolder, 'dandelions.jpg'), path.join(folder, 'input/a.jpg'));
  const answer = await fetch(`${url}/tasks${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ imagePath: 'a.jpg' }),
  });
  const body = await answer.text();
  expect(answer.status, body).toBe(202);
  return String(JSON.parse(body).id);
}

/** Asks again and again on a connection that it keeps, until that fails; says how, and on which connection. */
async function untilRefused(
  url: string,
  atWork: () => void,
): Promise<{ readonly reused: boolean; readonly code: unknown }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (let asked = 0; ; asked++) {
    if (asked === 10) atWork();
    const sent = get(url, { agent });
    try {
      const [answer] = await once(sent, 'response');
      await once(answer.resume(), 'end');
    } catch (error) {
      agent.destroy();
      return { reused: sent.reusedSocket, code: error instanceof Error && 'code' in error ? error.code : error };
    }
  }
}
