import { beforeEach, describe, expect, it } from 'vitest';
import { createPipeline } from '../../src/index.ts';
import { Service } from './a-service.ts';

let service: Service;
beforeEach(() => {
  service = new Service();
});

/** Answers never. */
const hanging = (): Promise<never> => new Promise(() => {});

describe('health', () => {
  it('is ok where repository and queue answer, with no lag where nothing waits to be relayed', async () => {
    const pipeline = await service.pipeline();
    const ok = { ok: true, ms: 0 };
    expect(await pipeline.health()).toEqual({
      ok: true,
      repository: ok,
      queue: ok,
      relay: [{ queue: 'default', behind: 0 }],
    });
  });

  it('tells how long the oldest fact waits for a relay, and calls that ok: the caller judges it', async () => {
    const pipeline = await service.pipeline({ relay: false, reconciler: false });
    await service.worker();
    await pipeline.submit('a.jpg', { id: 'task' });
    await service.until('worked', () => service.server.queues.get('default')?.get('task')?.state === 'completed');
    await service.clock.advance(45_000);
    const { ok, relay } = await pipeline.health();
    expect(ok).toBe(true);
    expect(relay).toEqual([{ queue: 'default', behind: expect.closeTo(45_000, -2) }]);
    const relaying = await service.pipeline();
    await service.untilSettled('task');
    await service.clock.advance(1);
    expect((await relaying.health()).relay).toEqual([{ queue: 'default', behind: 0 }]);
  });

  it('is not ok where the repository cannot be reached, and says why; the queue is asked all the same', async () => {
    const pipeline = await service.pipeline();
    service.faults.fail('repository.get');
    const { ok, repository, queue } = await pipeline.health();
    expect([ok, repository.ok, queue.ok]).toEqual([false, false, true]);
    expect(repository.error).toMatch(/repository\.get/);
  });

  it('is not ok where the queue cannot be reached, and then tells no lag', async () => {
    const pipeline = await service.pipeline();
    service.faults.fail('queue.counts');
    service.faults.fail('events.lag');
    const { ok, queue, relay } = await pipeline.health();
    expect([ok, queue.ok, relay]).toEqual([false, false, []]);
  });

  it('answers within the timeout where engines hang, and still tells of those that do not', async () => {
    const engines = service.connect();
    engines.queue.counts = hanging;
    engines.events.lag = hanging;
    const pipeline = await service.pipeline({}, engines);
    const late = { ok: false, error: 'The queue did not answer within 2000 ms.' };
    const health = await service.result(pipeline.health());
    expect(health).toEqual({ ok: false, repository: { ok: true, ms: 0 }, queue: { ...late, ms: 2_000 }, relay: [] });
    const { queue } = await service.result(pipeline.health({ timeout: 50 }));
    expect(queue.ms).toBe(50);
  });

  it('holds its promise with an adapter that throws instead of rejecting', async () => {
    const engines = service.connect();
    engines.repository.get = () => {
      throw new Error('not as the port says');
    };
    const pipeline = await service.pipeline({}, engines);
    expect((await pipeline.health()).repository).toEqual({ ok: false, ms: 0, error: 'not as the port says' });
  });

  it('answers before the start, and after the end', async () => {
    const pipeline = createPipeline({ ...service.connect(), runtime: service.clock.runtime });
    expect((await pipeline.health()).ok).toBe(true);
    await service.result(pipeline.close());
    const { ok, repository, queue, relay } = await pipeline.health();
    expect([ok, repository.ok, queue.ok, relay]).toEqual([false, false, false, []]);
  });

  it('refuses a timeout that is none', async () => {
    const pipeline = await service.pipeline();
    await expect(pipeline.health({ timeout: 0 })).rejects.toThrow(/timeout: must be at least 1/);
  });
});

describe('taskCounts', () => {
  it('counts the tasks by status, and the dead letters, through the behaviours', async () => {
    const sent: string[] = [];
    const pipeline = await service.pipeline({
      behaviours: [
        (command, next) => {
          sent.push(command.name);
          return next();
        },
      ],
    });
    await service.worker();
    for (const [id, path] of Object.entries({ good: 'a.jpg', lost: 'missing.jpg', bad: 'broken.jpg' })) {
      await pipeline.submit(path, { id });
      await service.untilSettled(id);
    }
    await pipeline.discard('lost');
    expect(await pipeline.taskCounts()).toEqual({
      pending: 0,
      processing: 0,
      completed: 1,
      failed: 2,
      cancelled: 0,
      deadLetters: 1,
    });
    expect(sent.at(-1)).toBe('CountTasks');
  });
});
