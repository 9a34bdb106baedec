import { describe, expect, expectTypeOf, it } from 'vitest';
import { inMemory } from '../../src/in-memory/index.ts';
import {
  createPipeline,
  type DomainEvent,
  definePresets,
  type Job,
  type Pipeline,
  type Task,
} from '../../src/index.ts';
import { Service } from './a-service.ts';

describe('submit', () => {
  it('accepts once the task is stored, and the derivatives follow', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const task = await pipeline.submit('photos/a.jpg', { metadata: { productId: 42 } });
    expect(task).toMatchObject({ status: 'pending', run: 1, version: 1, metadata: { productId: 42 } });
    expect(service.stored(task.id)).toMatchObject({ id: task.id, version: 1, status: 'pending' });
    const done = await service.result(pipeline.waitFor(task.id));
    expect(done.images['1024']).toMatchObject({ width: 1024, height: 768, format: 'jpeg' });
    expect(done.images['800']).toMatchObject({ width: 800, height: 600 });
    for (const image of Object.values(done.images)) expect(await service.images.stat(image?.path ?? '')).toBeDefined();
    expect(service.typesOf(task.id)).toEqual([
      'task.created',
      'task.processing',
      'task.progress',
      'task.progress',
      'task.completed',
    ]);
  });

  it('types the presets through to the images', () => {
    const pipeline = createPipeline({ ...inMemory(), presets: definePresets({ hero: { width: 1024 } }) });
    expectTypeOf(pipeline).toEqualTypeOf<Pipeline<'hero'>>();
    expectTypeOf<Task<'hero'>['images']>().toHaveProperty('hero');
    expectTypeOf<Task<'hero'>['images']>().not.toHaveProperty('thumb');
    // @ts-expect-error an unknown preset is an error of the types, too
    const submission = () => pipeline.submit('a.jpg', { presets: ['thumb'] });
    expect(submission).toBeTypeOf('function');
  });

  it.each([
    [{ presets: ['640'] }, 'UNKNOWN_PRESET', /unknown preset "640"/],
    [{ presets: [] }, 'INVALID_INPUT', /presets: must have at least 1/],
    [{ id: '123' }, 'INVALID_INPUT', /id: must be 1 to 64/],
    [{ priority: -1 }, 'INVALID_INPUT', /priority: must be from 0/],
    [{ metadata: { when: new Date(0) as never } }, 'INVALID_INPUT', /metadata\.when: must be plain JSON/],
    [{ idempotencyKey: '' }, 'INVALID_INPUT', /idempotencyKey: must not be empty/],
  ])('refuses %j, and stores nothing', async (options, code, message) => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await expect(pipeline.submit('a.jpg', options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    await expect(pipeline.submit('', {})).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(service.server.tasks.all()).toEqual([]);
  });

  it('gives the same task for the same key and body, and refuses another body', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const first = await pipeline.submit('a.jpg', {
      idempotencyKey: 'k',
      metadata: { n: 1 },
      context: { requestId: '1' },
    });
    const again = await pipeline.submit('a.jpg', {
      idempotencyKey: 'k',
      metadata: { n: 1 },
      context: { requestId: '2' },
    });
    expect(again.id).toBe(first.id);
    await expect(pipeline.submit('b.jpg', { idempotencyKey: 'k', metadata: { n: 1 } })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      taskId: first.id,
    });
    await expect(pipeline.submit('b.jpg', { id: first.id })).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
    expect(service.server.tasks.all()).toHaveLength(1);
  });

  it('gives one task to many who submit one key at the same time', async () => {
    const service = new Service();
    const pipelines = await Promise.all([service.pipeline(), service.pipeline()]);
    const tasks = await Promise.all(
      Array.from({ length: 20 }, (_, n) => pipelines[n % 2]?.submit('a.jpg', { idempotencyKey: 'k' })),
    );
    expect(new Set(tasks.map((task) => task?.id)).size).toBe(1);
  });

  it('loses nothing when the queue is down: the reconciler enqueues what is due', async () => {
    const service = new Service();
    service.faults.fail('queue');
    const pipeline = await service.pipeline();
    await service.worker();
    const task = await pipeline.submit('a.jpg');
    await service.clock.advance(1_000);
    expect(service.log.lines.map((line) => line.message)).toContainEqual(expect.stringMatching(/were not enqueued/));
    service.faults.mend('queue');
    expect((await service.untilSettled(task.id)).status).toBe('completed');
  });

  it('hands task.created to the bus before the job to the queue, and waits for neither', async () => {
    const service = new Service();
    const engines = service.connect();
    const { bus, queue } = engines;
    const handed: string[] = [];
    const hanging = (): Promise<never> => new Promise(() => {});
    const spied = {
      ...engines,
      bus: {
        publish: (events: readonly DomainEvent[]) => {
          handed.push(...events.map((event) => event.eventType));
          return hanging();
        },
        subscribe: bus.subscribe.bind(bus),
        close: bus.close.bind(bus),
      },
      queue: Object.assign(queue, {
        enqueue: (jobs: readonly Job[]) => {
          handed.push(...jobs.map((job) => `job of run ${job.run}`));
          return hanging();
        },
      }),
    };
    const pipeline = await service.pipeline({ relay: false, reconciler: false }, spied);
    await pipeline.submit('a.jpg');
    expect(handed).toEqual(['task.created', 'job of run 1']);
  });

  it('tells when the repository is down', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    service.faults.fail('repository.insert');
    await expect(pipeline.submit('a.jpg')).rejects.toMatchObject({ code: 'UNAVAILABLE', service: 'repository' });
  });
});

describe('submitMany', () => {
  it('accepts all in their order, in few calls to the queue', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const tasks = await pipeline.submitMany(Array.from({ length: 200 }, (_, n) => ({ source: `${n}.jpg` })));
    await service.clock.advance(0);
    expect(tasks.map((task) => task.source.path)).toEqual(Array.from({ length: 200 }, (_, n) => `${n}.jpg`));
    expect((await pipeline.counts()).default).toMatchObject({ waiting: 200 });
    expect(service.faults.calls('queue.enqueue')).toBeLessThan(20);
  });

  it('stores none when one is not valid', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await expect(pipeline.submitMany([{ source: 'a.jpg' }, { source: 'b.jpg', priority: 1.5 }])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect(service.server.tasks.all()).toEqual([]);
  });
});

describe('reading', () => {
  it('gets through the cache, and sees a change once its event was heard', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const task = await pipeline.submit('a.jpg');
    expect(await pipeline.get(task.id)).toMatchObject({ status: 'pending' });
    const reads = service.faults.calls('repository.get');
    await pipeline.get(task.id);
    expect(service.faults.calls('repository.get')).toBe(reads);
    await service.worker();
    await service.untilSettled(task.id);
    expect(await pipeline.get(task.id)).toMatchObject({ status: 'completed' });
    expect(await pipeline.get('nobody')).toBeUndefined();
    await expect(pipeline.get('../x')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('lists newest first, by status, a page at a time', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    for (let n = 0; n < 5; n++) {
      await pipeline.submit(`${n}.jpg`, { id: `task-${n}` });
      await service.clock.advance(10);
    }
    await pipeline.cancel('task-3');
    const first = await pipeline.list({ limit: 2, status: 'pending' });
    expect(first.items.map(({ id }) => id)).toEqual(['task-4', 'task-2']);
    const second = await pipeline.list({ limit: 2, status: 'pending', cursor: first.next ?? '' });
    expect(second.items.map(({ id }) => id)).toEqual(['task-1', 'task-0']);
    expect(second.next).toBeUndefined();
    await expect(pipeline.list({ limit: 0 })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(pipeline.list({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });
});

describe('a task that fails', () => {
  it('fails at once and for good on a permanent error, with its code', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const missing = await pipeline.submit('missing.jpg');
    const broken = await pipeline.submit('broken.jpg');
    await expect(service.result(pipeline.waitFor(missing.id))).rejects.toMatchObject({
      code: 'TASK_FAILED',
      reason: 'SOURCE_NOT_FOUND',
      attempts: 1,
    });
    expect(await service.untilSettled(broken.id)).toMatchObject({
      status: 'failed',
      failure: { code: 'CORRUPT_IMAGE' },
      attempts: 1,
    });
    expect(service.typesOf(missing.id)).toEqual(['task.created', 'task.processing', 'task.failed']);
  });

  it('retries a transient error with backoff, tells each attempt, and becomes a dead letter', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    service.faults.fail('sources.read');
    const { id } = await pipeline.submit('a.jpg');
    expect(await service.untilSettled(id)).toMatchObject({
      status: 'failed',
      attempts: 3,
      failure: { code: 'UNAVAILABLE' },
    });
    const told = service.events.filter((event) => event.taskId === id && event.eventType !== 'task.processing');
    expect(told.map((event) => event.eventType)).toEqual([
      'task.created',
      'task.failed',
      'task.retry',
      'task.failed',
      'task.retry',
      'task.failed',
    ]);
    expect(
      told.flatMap((event) => (event.eventType === 'task.failed' ? [[event.attempts, event.willRetry]] : [])),
    ).toEqual([
      [1, true],
      [2, true],
      [3, false],
    ]);
    expect((await pipeline.deadLetters()).items.map((task) => task.id)).toEqual([id]);
  });

  it('is replayed as run 2 with its attempts again, and leaves the dead letters', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    service.faults.fail('sources.read', { times: 5 });
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    expect(await pipeline.replay(id, { run: 1 })).toMatchObject({ run: 2, status: 'pending', attempts: 0 });
    expect(await pipeline.replay(id, { run: 1 })).toMatchObject({ run: 2 });
    expect(await service.untilSettled(id)).toMatchObject({ run: 2, status: 'completed', attempt: 3 });
    expect((await pipeline.deadLetters()).items).toEqual([]);
  });

  it('is discarded, and stays in the list', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('missing.jpg');
    await service.untilSettled(id);
    await pipeline.discard(id);
    expect((await pipeline.deadLetters()).items).toEqual([]);
    expect((await pipeline.list({ status: 'failed' })).items).toHaveLength(1);
    await expect(pipeline.discard('nobody')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });
});

describe('cancel', () => {
  it('takes a waiting job off the queue', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(0);
    expect(await pipeline.cancel(id)).toMatchObject({ status: 'cancelled' });
    expect((await pipeline.counts()).default).toMatchObject({ waiting: 0 });
    await service.clock.advance(0);
    expect(service.typesOf(id)).toEqual(['task.created', 'task.cancelled']);
    await expect(service.result(pipeline.waitFor(id))).rejects.toMatchObject({
      code: 'TASK_FAILED',
      status: 'cancelled',
    });
  });

  it('aborts an active attempt; what it still says is ignored, and nothing is retried', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    let aborted: unknown;
    const processor = {
      async *derive(_source: Uint8Array, _presets: unknown, { signal }: { signal: { readonly reason?: unknown } }) {
        await service.clock.runtime.sleep(60_000, signal as never);
        aborted = signal.reason;
        yield* [];
      },
    };
    await service.worker({ processor });
    const { id } = await pipeline.submit('a.jpg');
    await service.until('processing', () => service.stored(id).status === 'processing');
    await pipeline.cancel(id);
    await service.clock.advance(120_000);
    expect(aborted).toBe('cancelled');
    expect(service.stored(id)).toMatchObject({ status: 'cancelled', settled: true, run: 1, attempt: 1 });
    expect((await pipeline.counts()).default).toMatchObject({ active: 0, waiting: 0, delayed: 0, failed: 0 });
  });

  it('refuses what has completed', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    await expect(pipeline.cancel(id)).rejects.toMatchObject({ code: 'INVALID_TRANSITION' });
  });

  it('marks the task also when the queue cannot be told', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    service.faults.fail('queue.cancel');
    expect(await pipeline.cancel(id)).toMatchObject({ status: 'cancelled' });
    service.faults.mend('queue.cancel');
    await service.worker();
    await service.clock.advance(60_000);
    expect(service.stored(id).status).toBe('cancelled');
  });
});

describe('close', () => {
  it('takes accepted jobs to the queue, then accepts nothing more', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await service.result(pipeline.close());
    expect(service.server.queues.get('default')?.get(id)).toBeDefined();
    await expect(pipeline.submit('b.jpg')).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    await expect(pipeline.start()).rejects.toMatchObject({ code: 'NOT_RUNNING' });
  });

  it('ends watchers', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const seen: string[] = [];
    const watching = (async () => {
      for await (const task of pipeline.watch(id)) seen.push(task.status);
    })();
    await service.clock.advance(10);
    await service.result(pipeline.close());
    await service.result(watching);
    expect(seen).toEqual(['pending']);
  });

  it('does not wait longer than its timeout for a handler', async () => {
    const service = new Service();
    const pipeline = createPipeline({
      ...service.connect(),
      runtime: service.clock.runtime,
      logger: service.log,
      closeTimeout: 1_000,
    });
    pipeline.onSettled('stuck', () => new Promise(() => {}));
    await pipeline.start();
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.until('completed', () => service.stored(id).status === 'completed');
    const closedAt = service.clock.now();
    await service.result(pipeline.close());
    expect(service.clock.now() - closedAt).toBe(1_000);
    expect(service.stored(id).settled).toBe(false);
  });
});
