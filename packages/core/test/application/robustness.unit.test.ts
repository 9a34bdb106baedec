import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../src/application/concurrency.ts';
import { InMemoryImageProcessor } from '../../src/in-memory/index.ts';
import { createPipeline, definePresets, type ImageProcessor, type Runtime } from '../../src/index.ts';
import type { VirtualClock } from '../../src/testing/index.ts';
import { Service } from './a-service.ts';

/** A runtime as users write it who think in classes. */
class ClassRuntime implements Runtime {
  readonly #clock: VirtualClock;
  readonly log: Runtime['log'];
  constructor(clock: VirtualClock) {
    this.#clock = clock;
    this.log = clock.runtime.log;
  }
  now(): number {
    return this.#clock.now();
  }
  sleep(...args: Parameters<Runtime['sleep']>): Promise<void> {
    return this.#clock.runtime.sleep(...args);
  }
  newId(): string {
    return this.#clock.runtime.newId();
  }
  random(): number {
    return this.#clock.runtime.random();
  }
  span<T>(_name: string, _attributes: object, work: () => Promise<T>): Promise<T> {
    return this.#clock === undefined ? Promise.reject(new Error('unbound')) : work();
  }
}

describe('what is wrong with one task or adapter', () => {
  it('is refused at submit where its queue is none', async () => {
    const service = new Service();
    const pipeline = await service.pipeline({ route: () => 'bulk' });
    await expect(pipeline.submit('a.jpg')).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(/bulk: is none of the queues default/) as string,
    });
    const unnamed = await service.pipeline({ route: () => 'no such/name' });
    await expect(unnamed.submit('a.jpg')).rejects.toThrow(/route: must be 1 to 64/);
    expect(service.server.tasks.all()).toEqual([]);
  });

  it('does not keep the reconciler from the tasks of other queues', async () => {
    const service = new Service({ queues: ['default'] });
    const pipeline = await service.pipeline();
    service.faults.fail('queue.enqueue');
    const { id } = await pipeline.submit('a.jpg');
    // A queue that the last release had.
    const orphan = { ...service.stored(id), id: 'orphan', queue: 'gone', nextCheckAt: 0 };
    service.server.tasks.insert(orphan);
    await service.clock.advance(1_000);
    service.faults.mend('queue.enqueue');
    await service.worker();
    expect((await service.untilSettled(id)).status).toBe('completed');
    expect(service.stored('orphan').nextCheckAt).toBeGreaterThan(service.clock.now());
  });

  it('does not keep other jobs from the queue', async () => {
    const service = new Service({ queues: ['default', 'bulk'] });
    const connection = service.connect();
    const narrow = new Service({ queues: ['default'] }).connect();
    const queue = {
      enqueue: narrow.queue.enqueue.bind(narrow.queue),
      inspect: narrow.queue.inspect.bind(narrow.queue),
      cancel: narrow.queue.cancel.bind(narrow.queue),
      counts: () => narrow.queue.counts(),
      close: () => narrow.queue.close(),
    };
    const pipeline = createPipeline({
      ...connection,
      queue,
      runtime: service.clock.runtime,
      reconciler: false,
      route: ({ source }) => (typeof source === 'object' && source.path === 'bad.jpg' ? 'bulk' : 'default'),
    });
    await pipeline.submitMany([{ source: 'a.jpg' }, { source: 'bad.jpg' }, { source: 'b.jpg' }]);
    await service.clock.advance(0);
    expect((await pipeline.counts()).default?.waiting).toBe(2);
  });

  it('does not stop relay or close when the bus throws', async () => {
    const service = new Service();
    const connection = service.connect();
    const bus = {
      publish: () => Promise.reject(new Error('no')),
      subscribe: connection.bus.subscribe.bind(connection.bus),
      close: () => Promise.reject(new Error('never')),
    };
    const pipeline = await service.pipeline({ bus }, connection);
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    expect((await service.untilSettled(id)).status).toBe('completed');
    await service.result(pipeline.close());
    await expect(connection.repository.get(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('does not spin when an engine is closed under the pipeline', async () => {
    const service = new Service();
    const connection = service.connect();
    await service.pipeline({}, connection);
    await connection.events.close();
    await connection.lease.close();
    await service.clock.advance(60_000);
    expect(service.faults.calls('lease.take')).toBeLessThan(200);
  });
});

describe('a runtime that is an instance of a class', () => {
  it('serves pipeline and worker', async () => {
    const service = new Service();
    const connection = service.connect();
    const runtime = new ClassRuntime(service.clock);
    const pipeline = createPipeline({ ...connection, runtime });
    const calls: string[] = [];
    pipeline.onSettled('a', (task) => void calls.push(task.status));
    await pipeline.start();
    await service.worker({ runtime }, connection);
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    expect(calls).toEqual(['completed']);
  });
});

describe('work that hangs', () => {
  it('does not hold its place past the time limit, also when it does not listen', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    let attempts = 0;
    const processor: ImageProcessor = {
      derive: (source, presets, context) => {
        if (++attempts > 1) return new InMemoryImageProcessor().derive(source, presets, context);
        return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
      },
    };
    await service.worker({ processor, attemptTimeout: 5_000, concurrency: 1 });
    const { id } = await pipeline.submit('a.jpg');
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', attempt: 2, attempts: 1 });
  });
});

describe('onSettled', () => {
  it('calls no more handlers at once than allowed', async () => {
    const service = new Service();
    let now = 0;
    let most = 0;
    const slow = async (): Promise<void> => {
      most = Math.max(most, ++now);
      await service.clock.runtime.sleep(1_000);
      now--;
    };
    const pipeline = await service.pipeline({ handlersAtOnce: 3 }, service.connect(), { slow });
    await service.worker({ concurrency: 20 });
    const tasks = await pipeline.submitMany(Array.from({ length: 20 }, (_, n) => ({ source: `${n}.jpg` })));
    for (const { id } of tasks) await service.untilSettled(id);
    expect(most).toBe(3);
  });

  it('does not abort the signal of a call that succeeds', async () => {
    const service = new Service();
    let signal: AbortSignal | undefined;
    const keep = (_task: unknown, context: { readonly signal: AbortSignal }): void => {
      signal = context.signal;
    };
    const pipeline = await service.pipeline({}, service.connect(), { keep });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    await service.clock.advance(120_000);
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(signal?.aborted).toBe(false);
  });

  it('records the others when one name is unknown here', async () => {
    const service = new Service();
    const submitter = await service.pipeline({ relay: false, reconciler: false }, service.connect(), {
      gone: () => {},
    });
    const { id } = await submitter.submit('a.jpg');
    const calls: string[] = [];
    await service.pipeline({}, service.connect(), { known: (task) => void calls.push(task.id) });
    await service.worker();
    await service.clock.advance(300_000);
    expect(calls).toEqual([id]);
    expect(service.stored(id)).toMatchObject({
      settled: false,
      handlers: [
        { name: 'gone', acknowledgedRun: 0 },
        { name: 'known', acknowledgedRun: 1 },
      ],
    });
  });

  it('is called at once for a cancelled task', async () => {
    const service = new Service();
    const calls: string[] = [];
    const pipeline = await service.pipeline({}, service.connect(), { tell: (task) => void calls.push(task.status) });
    const { id } = await pipeline.submit('a.jpg');
    await pipeline.cancel(id);
    await service.clock.advance(10);
    expect(calls).toEqual(['cancelled']);
  });
});

describe('commands beside live traffic', () => {
  it('decide anew on a conflict', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const task = service.stored(id);
    // Someone saves between the read and the save of the cancel.
    const save = service.server.tasks.save.bind(service.server.tasks);
    service.server.tasks.save = (next, version) => {
      service.server.tasks.save = save;
      save({ ...task, version: task.version + 1 }, task.version);
      save(next, version);
    };
    expect((await service.result(pipeline.cancel(id))).status).toBe('cancelled');
  });

  it('a replay is worked at once, not when the reconciler comes', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('missing.jpg');
    await service.untilSettled(id);
    await pipeline.replay(id);
    const from = service.clock.now();
    await service.until('run 2 failed', () => service.stored(id).run === 2 && service.stored(id).status === 'failed');
    expect(service.clock.now() - from).toBeLessThan(1_000);
    expect(service.typesOf(id).filter((type) => type === 'task.created')).toHaveLength(2);
  });

  it('finds a job that is lost after its task was seen to work', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const processor: ImageProcessor = {
      async *derive(source, presets, context) {
        await service.clock.runtime.sleep(1_000);
        yield* new InMemoryImageProcessor().derive(source, presets, context);
      },
    };
    await service.worker({ processor });
    const { id } = await pipeline.submit('a.jpg');
    await service.until('processing', () => service.stored(id).status === 'processing');
    const table = service.server.queues.get('default');
    table?.cancel({ taskId: id, run: 1, queue: 'default' });
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', run: 2 });
  });

  it('another process sees a change in its cache once it was told', async () => {
    const service = new Service();
    const writer = await service.pipeline();
    const reader = await service.pipeline();
    const { id } = await writer.submit('a.jpg');
    expect((await reader.get(id))?.status).toBe('pending');
    await writer.cancel(id);
    expect((await reader.get(id))?.status).toBe('cancelled');
  });

  it('and no stale task stays in the cache when the answer to a save was lost', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await pipeline.get(id);
    service.faults.fail('repository.save', { times: 1, when: 'after' });
    await expect(pipeline.cancel(id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await pipeline.get(id))?.status).toBe('cancelled');
  });
});

describe('submitting', () => {
  it('keeps a copy of what it was given', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const metadata = { tags: ['a'] };
    const { id } = await pipeline.submit('a.jpg', { metadata });
    metadata.tags.push('b');
    expect(service.stored(id).metadata).toEqual({ tags: ['a'] });
  });

  it('refuses metadata that is nested without end', async () => {
    const pipeline = await new Service().pipeline();
    let deep: { readonly [key: string]: never } | object = {};
    for (let i = 0; i < 20_000; i++) deep = { deep };
    await expect(pipeline.submit('a.jpg', { metadata: deep as never })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
  });

  it('takes a part of a retry policy', async () => {
    const service = new Service();
    const pipeline = await service.pipeline({ retry: { attempts: 5 } });
    expect((await pipeline.submit('a.jpg', { retry: { jitter: 0 } })).retry).toEqual({
      attempts: 5,
      initialDelay: 1_000,
      maxDelay: 60_000,
      jitter: 0,
    });
    await expect(pipeline.submit('a.jpg', { retry: { attempts: 0 } })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  });

  it('tells of the task before its job can be taken', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    expect(service.typesOf(id)[0]).toBe('task.created');
  });

  it('has no more presets than a job may carry', () => {
    const recipes = Object.fromEntries(Array.from({ length: 33 }, (_, n) => [`p${n}`, { width: n + 1 }]));
    expect(() => definePresets(recipes)).toThrow(/at most 32 presets are allowed, got 33/);
  });

  it('waits at close for a submission under way, and takes its job to the queue', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const submitted = pipeline.submit('a.jpg');
    const closed = pipeline.close();
    const { id } = await service.result(submitted);
    await service.result(closed);
    expect(service.server.queues.get('default')?.get(id)).toBeDefined();
  });
});

describe('waiting', () => {
  it('outlasts a repository that is down for a while', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const waiting = pipeline.waitFor(id);
    await service.clock.advance(10);
    service.faults.fail('repository.get');
    await service.clock.advance(5_000);
    service.faults.mend('repository.get');
    await service.worker();
    expect((await service.result(waiting)).status).toBe('completed');
  });

  it('says that the pipeline was closed, or the wait given up', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const controller = new AbortController();
    const given = expect(pipeline.waitFor(id, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await service.clock.advance(10);
    controller.abort();
    await given;
    const waiting = expect(pipeline.waitFor(id)).rejects.toMatchObject({ code: 'NOT_RUNNING' });
    await service.clock.advance(10);
    await service.result(pipeline.close());
    await waiting;
  });
});

describe('mapConcurrently', () => {
  it('begins nothing more after a failure, and ends what it began before it fails', async () => {
    const ended: number[] = [];
    const work = async (n: number): Promise<void> => {
      await Promise.resolve();
      if (n === 1) throw new Error('no');
      await Promise.resolve();
      ended.push(n);
    };
    await expect(mapConcurrently([0, 1, 2, 3, 4, 5, 6, 7], 2, work)).rejects.toThrow('no');
    const atRejection = [...ended];
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toEqual(atRejection);
    expect(ended.length).toBeLessThan(4);
  });
});
