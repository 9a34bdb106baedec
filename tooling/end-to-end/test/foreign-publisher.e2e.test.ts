import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test, vi } from 'vitest';
import { problemsOf } from './support/legal.ts';
import { Service } from './support/service.ts';

const image = {
  resolution: '1024',
  path: '/output/fig/1024/0cc175b9c0f1b6a831c399e269772661.jpg',
  md5: '0cc175b9c0f1b6a831c399e269772661',
  size: 1,
  width: 1024,
  height: 693,
  format: 'jpeg',
};

describeWithServers(
  'foreign hands',
  (servers) => {
    test('put a plain BullMQ job into the queue: it is worked with the default presets, its task adopted', async () => {
      const service = await Service.on(servers);
      const api = await service.startApi('api');
      await service.startWorker('worker', { sources: 'photos' });
      const connection = new Redis(servers.redis.url, { maxRetriesPerRequest: null });
      const queue = new Queue('{safelight-default}', { connection, prefix: service.settings.namespace });
      const data = { taskId: 'shop-1', imagePath: 'two-dogs.jpg' };
      await queue.add('resize', data);
      await queue.add('resize', data);
      onTestFinished(async () => {
        await queue.close();
        connection.disconnect();
      });

      await service.ear.first({ taskId: 'shop-1', eventType: 'task.completed' });
      await service.settled(1);
      const events = service.ear.of('shop-1');
      expect(problemsOf(events)).toEqual([]);
      expect(events).toMatchObject([
        { eventType: 'task.created', imagePath: 'two-dogs.jpg' },
        { eventType: 'task.processing', workerId: 'worker' },
        { eventType: 'task.progress', done: 1, total: 2 },
        { eventType: 'task.progress', done: 2, total: 2 },
        { eventType: 'task.completed', images: [{ resolution: '1024' }, { resolution: '800' }] },
      ]);
      expect(await api.ask({ do: 'get', taskId: 'shop-1' })).toMatchObject([{ status: 'completed', run: 1 }]);
      await vi.waitFor(async () => expect(await queue.getJobCounts('wait', 'active')).toEqual({ wait: 0, active: 0 }));
      expect(service.calls).toMatchObject([{ taskId: 'shop-1', run: 1, status: 'completed' }]);
      expect(await service.close()).toEqual({ api: 0, worker: 0 });
    });

    test('publish events without a version: they are applied once, by whichever process', async () => {
      const service = await Service.on(servers);
      const apis = await Promise.all(['api-1', 'api-2'].map((name) => service.startApi(name)));
      const publisher = new Redis(servers.redis.url);
      onTestFinished(() => publisher.disconnect());
      const publish = (event: object): Promise<number> =>
        publisher.publish('task-events', JSON.stringify({ timestamp: Date.now(), ...event }));
      const [task] = (await apis[0]?.ask({ do: 'submit', submissions: [{ source: 'fig.jpg' }] })) ?? [];
      const taskId = String(task?.id);
      const waiting = apis[1]?.ask({ do: 'waitFor', taskId, timeout: 30_000 });

      // Both API processes and the test listen.
      expect(await publish({ taskId, eventType: 'task.processing', workerId: 'legacy' })).toBe(3);
      await vi.waitFor(async () =>
        expect(await service.document(taskId)).toMatchObject({ status: 'processing', workerId: 'legacy', version: 2 }),
      );
      await publish({ taskId: 'of-someone-else', eventType: 'task.processing', workerId: 'legacy' });
      await publisher.publish('task-events', '{"eventType":"task.completed"}');
      await publish({ taskId, eventType: 'task.completed', images: [image], processingTime: 12 });

      expect(await waiting).toMatchObject([{ status: 'completed', images: { '1024': image } }]);
      await service.settled(1);
      // Once by the event, once by the handler's acknowledgement.
      await vi.waitFor(async () =>
        expect(await service.document(taskId)).toMatchObject({ status: 'completed', settled: true, version: 4 }),
      );
      expect(service.calls).toMatchObject([{ taskId, run: 1, status: 'completed' }]);
      expect(await service.documents.countDocuments()).toBe(1);
      // An API says that it knows no such task once it has looked.
      for (const { name } of apis) {
        await vi.waitFor(() =>
          expect(service.log.filter((line) => line.startsWith(name)).sort()).toEqual([
            expect.stringContaining('A message on the channel is no event'),
            expect.stringContaining('names a task that is not known'),
          ]),
        );
      }
      expect(await service.close()).toEqual({ 'api-1': 0, 'api-2': 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
