import { describeWithServers } from '@safelight-tooling/test-services/vitest';
import { expect, test } from 'vitest';
import { Service } from './support/service.ts';
import { storedImages } from './support/stored.ts';

/** Their defaults are 30 s each. */
const bullmq = { lockDuration: 2_000, stalledInterval: 1_000 };
/** What the work itself and the telling may take on a busy machine, in milliseconds. */
const work = 3_000;

describeWithServers(
  'a worker killed in the middle of a job',
  (servers) => {
    test('is followed by another within lock time and stall check, and the wire tells it', async () => {
      const service = await Service.on(servers, { bullmq });
      const api = await service.startApi('api');
      const doomed = await service.startWorker('doomed', { sources: 'photos', stopAfter: 1 });
      const [task] = await api.ask({ do: 'submit', submissions: [{ source: 'two-dogs.jpg' }] });
      const taskId = String(task?.id);
      await service.ear.first({ taskId, eventType: 'task.progress', done: 1 });
      await service.startWorker('heir', { sources: 'photos' });
      expect(service.ear.of(taskId).at(-1)).toMatchObject({ eventType: 'task.progress', attempt: 1 });

      const killedAt = performance.now();
      await doomed.kill();
      const completed = await service.ear.first({ taskId, eventType: 'task.completed' });
      const took = performance.now() - killedAt;
      console.log(`taken over and completed ${Math.round(took)} ms after SIGKILL`);
      expect(took).toBeLessThan(bullmq.lockDuration + bullmq.stalledInterval + work);

      expect(service.ear.of(taskId)).toMatchObject([
        { eventType: 'task.created' },
        { eventType: 'task.processing', attempt: 1, workerId: 'doomed' },
        { eventType: 'task.progress', attempt: 1, done: 1, total: 2 },
        { eventType: 'task.processing', attempt: 2, workerId: 'heir' },
        { eventType: 'task.progress', attempt: 2, done: 1, total: 2 },
        { eventType: 'task.progress', attempt: 2, done: 2, total: 2 },
        { eventType: 'task.completed', attempt: 2, run: 1 },
      ]);
      for (const { told, file } of await storedImages(completed.images, service.output)) {
        expect(file).toEqual({ md5: told.md5, size: told.size });
      }
      // A stall is no failure: all attempts that the policy allows are left.
      expect(await service.document(taskId)).toMatchObject({ status: 'completed', run: 1, attempt: 2, attempts: 0 });
      await service.settled(1);
      expect(service.calls).toMatchObject([{ taskId, run: 1, status: 'completed' }]);
      expect(await service.close()).toEqual({ api: 0, doomed: 'SIGKILL', heir: 0 });
    });
  },
  { redis: { owned: true }, mongo: { owned: true } },
);
