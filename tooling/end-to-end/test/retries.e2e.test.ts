import { rm, writeFile } from 'node:fs/promises';
import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, test } from 'vitest';
import { Service } from './support/service.ts';

const retry = { attempts: 3, initialDelay: 500, maxDelay: 1_000, jitter: 0 };
const firstTwo = [
  { eventType: 'task.created', attempt: 0 },
  { eventType: 'task.processing', attempt: 1 },
  { eventType: 'task.failed', attempt: 1, attempts: 1, willRetry: true, code: 'PROCESSING_FAILED' },
  { eventType: 'task.retry', attempt: 1, attempts: 1, delay: 500 },
  { eventType: 'task.processing', attempt: 2 },
  { eventType: 'task.failed', attempt: 2, attempts: 2, willRetry: true, code: 'PROCESSING_FAILED' },
  { eventType: 'task.retry', attempt: 2, attempts: 2, delay: 1_000 },
  { eventType: 'task.processing', attempt: 3 },
];

describeWithServers(
  'a task whose derivatives cannot be stored',
  (servers) => {
    test('fails after three attempts, is a dead letter, and is replayed with three attempts again', async () => {
      const service = await Service.on(servers);
      // A file where the output folder should be: what a store can't do now it may do later.
      await writeFile(service.output, '');
      const api = await service.startApi('api', { retry });
      await service.startWorker('worker', { sources: 'photos' });
      const [task] = await api.ask({ do: 'submit', submissions: [{ source: 'fig.jpg', presets: ['800'] }] });
      const taskId = String(task?.id);

      await service.ear.first({ taskId, eventType: 'task.failed', willRetry: false });
      const lastFailure = {
        eventType: 'task.failed',
        attempt: 3,
        attempts: 3,
        willRetry: false,
        code: 'PROCESSING_FAILED',
      };
      expect(service.ear.of(taskId)).toMatchObject([...firstTwo, lastFailure].map((event) => ({ ...event, run: 1 })));
      expect(await service.document(taskId)).toMatchObject({ status: 'failed', run: 1, attempts: 3 });
      expect(await api.ask({ do: 'deadLetters' })).toMatchObject([{ id: taskId, status: 'failed' }]);

      expect(await api.ask({ do: 'replay', taskId })).toMatchObject([{ run: 2, status: 'pending', attempts: 0 }]);
      await service.ear.first({ taskId, run: 2, eventType: 'task.retry', attempts: 2 });
      await rm(service.output);
      await service.ear.first({ taskId, run: 2, eventType: 'task.completed' });
      const end = [
        { eventType: 'task.progress', attempt: 3, done: 1, total: 1 },
        { eventType: 'task.completed', attempt: 3 },
      ];
      const ofRun2 = service.ear.of(taskId).filter((event) => event.run === 2);
      expect(ofRun2).toMatchObject([...firstTwo, ...end]);
      expect(await service.document(taskId)).toMatchObject({ status: 'completed', run: 2, attempt: 3, attempts: 2 });
      expect(await api.ask({ do: 'deadLetters' })).toEqual([]);
      expect(service.calls).toMatchObject([
        { taskId, run: 1, status: 'failed' },
        { taskId, run: 2, status: 'completed' },
      ]);
      expect(await service.close()).toEqual({ api: 0, worker: 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
