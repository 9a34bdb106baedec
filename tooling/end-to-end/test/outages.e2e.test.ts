import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { Redis } from 'ioredis';
import { expect, test, vi } from 'vitest';
import { type Api, Service } from './support/service.ts';

/** So that a test takes seconds; their defaults are 30 s, 5 s, 30 s, 30 s, 30 s, 2 s and 10 s. */
const pipeline = { checkAfter: 1_500, reconcileEvery: 500, handlerTimeout: 500 };
const engines = {
  bullmq: { lockDuration: 2_000, stalledInterval: 1_000, idleCheck: 200 },
  redis: { leaseTtl: 1_500 },
};
const before = 60;
const meanwhile = 20;
const running = { 'api-1': undefined, 'api-2': undefined, 'worker-1': undefined, 'worker-2': undefined };

describeWithServers(
  'two API processes and two workers',
  ({ redis, mongo }) => {
    test('go on while Redis is restarted, emptied, and MongoDB is restarted; no process ends, all settles', async () => {
      const service = await Service.on({ redis, mongo }, engines);
      const apis = await Promise.all(['api-1', 'api-2'].map((name) => service.startApi(name, pipeline)));
      await Promise.all(['worker-1', 'worker-2'].map((id) => service.startWorker(id, { sources: 'pretended' })));

      await inTheMiddle(service, apis, 'Redis is restarted', async (submitMore) => {
        await redis.kill();
        // Accepting needs no Redis.
        await submitMore();
        await redis.restart();
      });
      await inTheMiddle(service, apis, 'Redis is emptied', async (submitMore) => {
        const direct = new Redis(redis.url);
        await direct.flushall();
        direct.disconnect();
        await submitMore();
      });
      await inTheMiddle(service, apis, 'MongoDB is restarted', async (submitMore) => {
        await mongo.kill();
        await mongo.restart();
        await submitMore();
      });
      expect(await service.close()).toEqual({ 'api-1': 0, 'api-2': 0, 'worker-1': 0, 'worker-2': 0 });
    });
  },
  { redis: { owned: true, persistence: 'aof' }, mongo: { owned: true } },
);

/** Submits tasks, disturbs the service once a few of them are settled, and waits until all of them are. */
async function inTheMiddle(
  service: Service,
  apis: readonly Api[],
  name: string,
  disturb: (submitMore: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const old = await service.documents.countDocuments();
  await submit(apis, before);
  await service.settled(old + 10);
  expect(service.settledTasks, `${name} in the middle`).toBeLessThan(old + before);
  await disturb(() => submit(apis, meanwhile));

  const tasks = old + before + meanwhile;
  await service.settled(tasks);
  const done = { status: 'completed', settled: true };
  await vi.waitFor(async () => expect(await service.documents.countDocuments(done), name).toBe(tasks), {
    timeout: 30_000,
  });
  expect(await service.documents.countDocuments(), name).toBe(tasks);
  expect(service.ends, name).toEqual(running);
  console.log(`${name}: all settled ${Math.round(performance.now() - startedAt)} ms after the first was submitted`);
}

async function submit(apis: readonly Api[], count: number): Promise<void> {
  await Promise.all(
    apis.map((api) => {
      const own = Array.from({ length: count / apis.length }, (_, n) => ({ source: `${api.name}/${n}.jpg` }));
      return api.ask({ do: 'submit', submissions: own });
    }),
  );
}
