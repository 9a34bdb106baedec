import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, it } from 'vitest';
import { Balancer } from './support/balancer.ts';
import { inTemporaryFolder, samplesFolder } from './support/demo-process.ts';
import { environmentIn, ServiceProcess } from './support/service-process.ts';
import { openStream } from './support/sse.ts';

/** Tasks in all, and how many are accepted before one API and one worker are told to end. */
const tasks = 60;
const before = 15;
const clients = 4;

describeWithServers('two APIs and two workers', ({ redis, mongo }) => {
  it('lose no task and cut no answer when one of each is told to end under load', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = {
        ...environmentIn(folder),
        ENGINES: 'redis-mongo',
        REDIS_URL: redis.url,
        MONGODB_URL: mongo.url,
        NAMESPACE: redis.namespace(),
        DATABASE: mongo.databaseName(),
        DRAIN_DELAY: '1000',
        SHUTDOWN_TIMEOUT: '20000',
      };
      await mkdir(path.join(folder, 'input'));
      await copyFile(path.join(samplesFolder, 'fig.jpg'), path.join(folder, 'input/fig.jpg'));
      await using first = await ServiceProcess.ready('api', env);
      await using second = await ServiceProcess.ready('api', env);
      await using worker = await ServiceProcess.ready('worker', env);
      await using other = await ServiceProcess.ready('worker', env);
      const balancer = new Balancer([first.url, second.url]);
      const stream = await openStream(`${first.url}/events`);
      await stream.next();

      const accepted: string[] = [];
      let begun = 0;
      const client = async (): Promise<void> => {
        while (begun < tasks) {
          const n = begun++;
          accepted.push(n % 3 === 0 ? await upload(balancer, n) : await submit(balancer, n));
          if (accepted.length === before) {
            first.kill('SIGTERM');
            worker.kill('SIGTERM');
          }
        }
      };
      // An answer that is cut rejects here.
      await Promise.all(Array.from({ length: clients }, client));
      expect(await first.ended).toEqual({ code: 0, signal: null });
      expect(await worker.ended).toEqual({ code: 0, signal: null });
      await stream.rest();

      expect(new Set(accepted).size).toBe(tasks);
      for (const id of accepted) await completed(balancer, id);
      const [image] = Array.from(Object((await json(balancer, `/tasks/${accepted.at(-1)}`)).images));
      const derivative = await balancer.fetch(String(Reflect.get(Object(image), 'url')));
      expect(derivative.body.byteLength).toBe(Reflect.get(Object(image), 'size'));

      await balancer.close();
      for (const left of [second, other]) {
        left.kill('SIGTERM');
        expect(await left.ended).toEqual({ code: 0, signal: null });
      }
      const log = [first, second, worker, other].flatMap((one) => one.log);
      expect(log.filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
      // Both worked, the one until it was told to end.
      for (const one of [worker, other]) {
        expect(one.log.filter(({ msg }) => msg === 'An attempt has made its derivatives.').length).toBeGreaterThan(0);
      }
    });
  });
});

describeWithServers('a worker that is told to end', ({ redis, mongo }) => {
  it('hands back what it can not finish in time, and another has it at once', async () => {
    await inTemporaryFolder(async (folder) => {
      const env = {
        ...environmentIn(folder),
        ENGINES: 'redis-mongo',
        REDIS_URL: redis.url,
        MONGODB_URL: mongo.url,
        NAMESPACE: redis.namespace(),
        DATABASE: mongo.databaseName(),
        CONCURRENCY: '8',
      };
      await mkdir(path.join(folder, 'input'));
      await copyFile(path.join(samplesFolder, 'dandelions.jpg'), path.join(folder, 'input/fig.jpg'));
      await using api = await ServiceProcess.ready('api', env);
      await using worker = await ServiceProcess.ready('worker', { ...env, SHUTDOWN_TIMEOUT: '1000' });
      const balancer = new Balancer([api.url]);
      const accepted = await Promise.all(Array.from({ length: 8 }, (_, n) => submit(balancer, n)));
      await worker.says('An attempt begins.');
      worker.kill('SIGTERM');
      expect(await worker.ended).toEqual({ code: 0, signal: null });
      const startedAt = performance.now();
      await using other = await ServiceProcess.ready('worker', env);
      for (const id of accepted) await completed(balancer, id);
      // The lock of a job that nobody hands back runs out after half a minute.
      expect(performance.now() - startedAt).toBeLessThan(25_000);
      expect(other.log.some(({ msg }) => msg === 'An attempt has made its derivatives.')).toBe(true);
      await balancer.close();
    });
  });
});

async function completed(balancer: Balancer, id: string): Promise<void> {
  await expect
    .poll(async () => (await json(balancer, `/tasks/${id}`)).status, { timeout: 60_000, interval: 200 })
    .toBe('completed');
}

async function submit(balancer: Balancer, n: number): Promise<string> {
  const body = JSON.stringify({ imagePath: 'fig.jpg', metadata: { n } });
  return idOf(
    await balancer.fetch('/tasks', { method: 'POST', headers: { 'content-type': 'application/json' }, body }),
  );
}

async function upload(balancer: Balancer, n: number): Promise<string> {
  const body = new FormData();
  const photo = await readFile(path.join(samplesFolder, 'fig.jpg'));
  // Each file another one: what follows the picture is no part of it.
  body.set('file', new Blob([photo, String(n)]), `${n}.jpg`);
  return idOf(await balancer.fetch('/tasks', { method: 'POST', body }));
}

function idOf({ status, body }: { readonly status: number; readonly body: Buffer }): string {
  expect(status, body.toString()).toBe(202);
  return String(JSON.parse(body.toString()).id);
}

async function json(balancer: Balancer, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await balancer.fetch(path);
  expect(status, body.toString()).toBe(200);
  return JSON.parse(body.toString());
}
