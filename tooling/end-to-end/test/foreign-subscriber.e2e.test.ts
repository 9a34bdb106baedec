import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, test } from 'vitest';
import { Service } from './support/service.ts';
import { storedImages } from './support/stored.ts';

const common = [
  'taskId',
  'timestamp',
  'eventType',
  'eventId',
  'run',
  'attempt',
  'version',
  'schemaVersion',
  'metadata',
];
const fields: Readonly<Record<string, readonly string[]>> = {
  'task.created': ['source', 'imagePath'],
  'task.processing': ['workerId'],
  'task.progress': ['done', 'total'],
  'task.completed': ['images', 'processingTime'],
  'task.failed': ['error', 'code', 'attempts', 'willRetry'],
  'task.retry': ['attempts', 'delay', 'error'],
  'task.cancelled': [],
};
const imageFields = ['resolution', 'path', 'md5', 'size', 'width', 'height', 'format'];
const photos = ['fig.jpg', 'two-dogs.jpg', 'sunset.jpg'];

describeWithServers(
  'a foreign subscriber of task-events',
  (servers) => {
    test('sees what it was promised, and the document says so already', async () => {
      const service = await Service.on(servers);
      const api = await service.startApi('api');
      const seen = new Map<string, ReturnType<Service['document']>>();
      service.ear.listen((event) => {
        // The read leaves in the same turn in which the message came.
        if (event.eventType === 'task.completed') seen.set(String(event.taskId), service.document(event.taskId));
      });

      const waiting = await api.ask({
        do: 'submit',
        submissions: [{ source: 'fig.jpg', metadata: { never: 'made' } }],
      });
      for (const { id } of waiting) await api.ask({ do: 'cancel', taskId: id });
      await service.startWorker('worker', { sources: 'photos' });
      const submissions = [...photos, 'missing.jpg'].map((source) => ({ source, metadata: { order: 42 } }));
      const tasks = await api.ask({ do: 'submit', submissions });
      await service.settled(tasks.length + waiting.length);
      await service.ear.first({ eventType: 'task.failed' });

      for (const event of service.ear.events) {
        const own = fields[String(event.eventType)] ?? ['no type of event that DESIGN knows'];
        expect(Object.keys(event).sort()).toEqual([...common, ...own].sort());
      }
      for (const [index, { id }] of tasks.entries()) {
        const told = await service.ear.first({
          taskId: id,
          eventType: index < photos.length ? 'task.completed' : 'task.failed',
        });
        expect(told).toMatchObject({ run: 1, attempt: 1, schemaVersion: 1, metadata: { order: 42 } });
      }
      const completed = service.ear.events.filter(({ eventType }) => eventType === 'task.completed');
      expect(completed).toHaveLength(photos.length);
      for (const { taskId, eventId, version, images } of completed) {
        expect(eventId).toBe(`${taskId}.1.1.task.completed`);
        const document = await seen.get(String(taskId));
        expect(document).toMatchObject({ status: 'completed', run: 1, images: { '800': {}, '1024': {} } });
        // Greater where the handler's acknowledgement was quicker than the read.
        expect(document?.version).toBeGreaterThanOrEqual(Number(version));
        const found = await storedImages(images, service.output);
        expect(found.map((image) => Object.keys(image.told))).toEqual(
          [imageFields, imageFields].map((names) => [...names].sort()),
        );
        for (const image of found) expect(image.file).toEqual({ md5: image.told.md5, size: image.told.size });
      }
      expect(await service.ear.first({ eventType: 'task.failed' })).toMatchObject({
        code: 'SOURCE_NOT_FOUND',
        attempts: 1,
        willRetry: false,
      });
      expect(await service.ear.first({ eventType: 'task.cancelled' })).toMatchObject({ metadata: { never: 'made' } });
      expect(await service.close()).toEqual({ api: 0, worker: 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
