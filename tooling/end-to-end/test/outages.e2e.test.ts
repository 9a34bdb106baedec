import { describeWithServers, type SuiteServerSet } from '@safelight-tooling/test-services/vitest';
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

describeWithServers(
  'while tasks are under way',
  (servers) => {
    test('Redis is restarted: processing goes on, and what is submitted meanwhile is accepted', async () => {
      const { service, apis } = await busyService(servers);
      await servers.redis.kill();
      await submit(apis, meanwhile);
      await servers.redis.restart();
      await expectAllDone(service, before + meanwhile);
    });

    test('Redis is emptied: what it lost is done again', async () => {
      const { service, apis } = await busyService(servers);
      await using direct = flusher(servers.redis.url);
      await direct.client.flushall();
      await submit(apis, meanwhile);
      await expectAllDone(service, before + meanwhile);
    });

    test('MongoDB is restarted: what was accepted waits for it', async () => {
      const { service, apis } = await busyService(servers);
      await servers.mongo.kill();
      await servers.mongo.restart();
      await submit(apis, meanwhile);
      await expectAllDone(service, before + meanwhile);
    });
  },
  { redis: { owned: true, persistence: 'aof' }, mongo: { owned: true } },
);

/** Two API processes and two workers in the middle of their work: some tasks are settled, most are not. */
async function busyService(
  servers: SuiteServerSet,
): Promise<{ readonly service: Service; readonly apis: readonly Api[] }> {
  const service = await Service.on(servers, engines);
  const apis = await Promise.all(['api-1', 'api-2'].map((name) => service.startApi(name, pipeline)));
  await Promise.all(['worker-1', 'worker-2'].map((id) => service.startWorker(id, { sources: 'pretended' })));
  await submit(apis, before);
  await service.settled(10);
  expect(service.calls.length).toBeLessThan(before);
  return { service, apis };
}

async function submit(apis: readonly Api[], count: number): Promise<void> {
  await Promise.all(
    apis.map((api) => {
      const own = Array.from({ length: count / apis.length }, (_, n) => ({ source: `${api.name}/${n}.jpg` }));
      return api.ask({ do: 'submit', submissions: own });
    }),
  );
}

async function expectAllDone(service: Service, tasks: number): Promise<void> {
  await service.settled(tasks);
  await vi.waitFor(
    async () => expect(await service.documents.countDocuments({ status: 'completed', settled: true })).toBe(tasks),
    { timeout: 30_000 },
  );
  expect(await service.documents.countDocuments()).toBe(tasks);
  expect(service.ends).toEqual({
    'api-1': undefined,
    'api-2': undefined,
    'worker-1': undefined,
    'worker-2': undefined,
  });
  expect(await service.close()).toEqual({ 'api-1': 0, 'api-2': 0, 'worker-1': 0, 'worker-2': 0 });
}

function flusher(url: string): AsyncDisposable & { readonly client: Redis } {
  const client = new Redis(url);
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.disconnect();
    },
  };
}
