import { describe, expect, it } from 'vitest';
import { InMemoryImageProcessor } from '../../src/in-memory/index.ts';
import type { ImageProcessor } from '../../src/index.ts';
import { Service } from './a-service.ts';

describe('the relay', () => {
  it('lets who hears an event read its state', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const states: string[] = [];
    await service.connect().bus.subscribe((event) => {
      const task = service.stored(event.taskId);
      states.push(`${event.eventType} ${task.status}`);
      expect(task.version).toBeGreaterThanOrEqual(event.version ?? Number.POSITIVE_INFINITY);
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    await service.untilSettled(id);
    await service.clock.advance(0);
    expect(states).toContain('task.completed completed');
  });

  it('goes on from its saved position after a crash, and publishes what it had only applied', async () => {
    const service = new Service();
    const submitter = await service.pipeline({ relay: false, reconciler: false });
    const { id } = await submitter.submit('a.jpg');
    await service.worker();
    await service.clock.advance(1_000);
    await service.pipeline({}, service.connectDoomed('bus.publish'));
    await service.until('completed', () => service.stored(id).status === 'completed');
    await service.clock.advance(60_000);
    expect(service.typesOf(id)).toEqual(['task.created']);
    await service.pipeline();
    await service.until('completed is told', () => service.typesOf(id).includes('task.completed'));
    expect(service.stored(id).status).toBe('completed');
  });

  it('waits for a repository that is down, and then applies what it had', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    service.faults.fail('repository');
    await service.worker();
    await service.clock.advance(20_000);
    service.faults.mend('repository');
    await service.untilSettled(id);
    expect(service.typesOf(id).at(-1)).toBe('task.completed');
  });

  it('makes open tasks due when facts may be missing', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(10);
    service.server.flushQueues();
    await service.worker();
    const lostAt = service.clock.now();
    await service.untilSettled(id);
    // Without the gap it would be looked at 30 s after its last change.
    expect(service.clock.now() - lostAt).toBeLessThan(10_000);
  });

  it('adopts a task for a job of foreign hands', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    const ref = { taskId: 'order-17', run: 1, queue: 'default' };
    service.server.queues.get('default')?.add('anything', { taskId: 'order-17', imagePath: 'photos/a.jpg' }, ref);
    const task = await service.untilSettled('order-17');
    expect(task).toMatchObject({ status: 'completed', source: { path: 'photos/a.jpg' } });
    expect(service.typesOf('order-17')[0]).toBe('task.created');
    expect((await pipeline.list()).items).toHaveLength(1);
  });

  it('passes facts of a task that nobody knows, and goes on', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    service.server.queues.get('default')?.stream.append({
      type: 'completed',
      taskId: 'nobody',
      run: 1,
      attempt: 1,
      at: 0,
      images: [],
      processingTime: 1,
    });
    await service.worker();
    const { id } = await pipeline.submit('a.jpg');
    expect((await service.untilSettled(id)).status).toBe('completed');
    expect(service.log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/neither repository nor queue knows/),
    );
  });

  it('passes a fact that can never be applied, and goes on', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    service.server.queues
      .get('default')
      ?.stream.append({ type: 'started', taskId: id, run: 7, attempt: 1, at: 0, workerId: 'w' });
    await service.worker();
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', run: 1 });
    expect(service.log.lines.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/can never be applied/),
    );
  });

  it('relays at close what a worker told last', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const processor: ImageProcessor = {
      async *derive(source, presets, context) {
        await service.clock.runtime.sleep(200);
        yield* new InMemoryImageProcessor().derive(source, presets, context);
      },
    };
    const worker = await service.worker({ processor });
    const { id } = await pipeline.submit('a.jpg');
    await service.until('processing', () => service.stored(id).status === 'processing');
    await service.result(worker.close().then(() => pipeline.close()));
    expect(service.stored(id)).toMatchObject({ status: 'completed', settled: true });
  });

  it('does not wait at close for a repository that does not come back', async () => {
    const service = new Service();
    const pipeline = await service.pipeline({ closeTimeout: 3_000 });
    await service.worker();
    await pipeline.submit('a.jpg');
    service.faults.fail('repository');
    await service.clock.advance(1_000);
    const closedAt = service.clock.now();
    await service.result(pipeline.close());
    expect(service.clock.now() - closedAt).toBe(3_000);
  });

  it('is left to one process at a time, and taken over when that one dies', async () => {
    const service = new Service();
    const first = service.connect();
    await service.pipeline({}, first);
    const second = await service.pipeline();
    await service.worker();
    await service.clock.advance(1);
    first.process.kill();
    const { id } = await second.submit('a.jpg');
    expect((await service.untilSettled(id)).status).toBe('completed');
  });
});
