import { describe, expect, it } from 'vitest';
import { Service } from './a-service.ts';

describe('the reconciler', () => {
  it('enqueues a task whose process died between storing and enqueueing', async () => {
    const service = new Service();
    const first = await service.pipeline({}, service.connectDoomed('queue.enqueue'));
    const { id } = await first.submit('a.jpg');
    await service.clock.advance(1_000);
    await service.pipeline();
    await service.worker();
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', run: 1 });
  });

  it('follows a lost run with the next, and the lost one is not worked when it turns up', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.worker();
    service.faults.fail('sources.read', { error: new Error('slow disk') });
    const { id } = await pipeline.submit('a.jpg');
    await service.until('an attempt', () => service.stored(id).attempts === 1);
    service.server.flushQueues();
    service.faults.mend('sources.read');
    expect(await service.untilSettled(id)).toMatchObject({ status: 'completed', run: 2 });
  });

  it('applies and publishes the end of a job whose fact never arrived', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    const stream = service.server.queues.get('default')?.stream;
    if (stream) stream.append = () => {};
    await service.worker();
    expect((await service.untilSettled(id)).status).toBe('completed');
    expect(service.typesOf(id)).toContain('task.completed');
  });

  it('does no more than look at a task that is well', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(300_000);
    expect(service.stored(id)).toMatchObject({ status: 'pending', run: 1 });
    expect((await pipeline.counts()).default?.waiting).toBe(1);
    expect(service.typesOf(id)).toEqual(['task.created']);
  });

  it('works through more due tasks than a batch holds', async () => {
    const service = new Service();
    const pipeline = await service.pipeline({ reconcileBatch: 10 });
    service.faults.fail('queue.enqueue');
    const tasks = await pipeline.submitMany(Array.from({ length: 55 }, (_, n) => ({ source: `${n}.jpg` })));
    await service.clock.advance(1_000);
    service.faults.mend('queue.enqueue');
    await service.worker({ concurrency: 4 });
    for (const { id } of tasks) expect((await service.untilSettled(id)).status).toBe('completed');
  });

  it('goes on after the queue or the repository could not be reached', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    service.faults.fail('queue.enqueue');
    const { id } = await pipeline.submit('a.jpg');
    await service.clock.advance(1_000);
    service.faults.mend('queue.enqueue').fail('queue.inspect', { times: 3 }).fail('repository.due', { times: 3 });
    await service.worker();
    expect((await service.untilSettled(id)).status).toBe('completed');
  });
});
