import { describe, expect, it } from 'vitest';
import { images } from '../domain/facts.ts';
import { Service } from './a-service.ts';

describe('an event of another publisher, without version', () => {
  const at = 1_767_225_600_000;

  it.each([
    [
      { eventType: 'task.processing', workerId: 'theirs' },
      { status: 'processing', workerId: 'theirs' },
    ],
    [
      { eventType: 'task.progress', done: 1, total: 2 },
      { status: 'processing', progress: { done: 1, total: 2 } },
    ],
    [
      { eventType: 'task.completed', images, processingTime: 9 },
      { status: 'completed', processingTime: 9 },
    ],
    [
      { eventType: 'task.failed', error: 'no', code: 'NO', attempts: 1, willRetry: true },
      { status: 'pending', attempts: 1 },
    ],
    [
      { eventType: 'task.failed', error: 'no', code: 'NO', attempts: 3, willRetry: false },
      { status: 'failed', attempts: 3 },
    ],
    [{ eventType: 'task.cancelled' }, { status: 'cancelled' }],
  ])('%j is applied once, however many processes hear it', async (body, expected) => {
    const service = new Service();
    const pipeline = await service.pipeline();
    await service.pipeline();
    const { id } = await pipeline.submit('a.jpg');
    service.server.channel.send([
      JSON.stringify({ taskId: id, timestamp: at, ...body }),
      JSON.stringify({ taskId: id, timestamp: at, ...body }),
    ]);
    await service.clock.advance(1_000);
    expect(service.stored(id)).toMatchObject({ ...expected, version: 2 });
  });

  it('is passed when it names no task, or is no event', async () => {
    const service = new Service();
    const pipeline = await service.pipeline();
    service.server.channel.send([
      '{"taskId":"nobody","timestamp":1,"eventType":"task.cancelled"}',
      'nonsense',
      '{"eventType":"task.created","taskId":"x","timestamp":1,"source":{"kind":"path","path":"a"}}',
    ]);
    await service.clock.advance(0);
    expect(
      service.log.lines.filter(({ level }) => level !== 'debug' && level !== 'info').map(({ message }) => message),
    ).toEqual([expect.stringMatching(/not known; it is passed/), expect.stringMatching(/not known; it is passed/)]);
    expect((await pipeline.list()).items).toEqual([]);
  });
});

describe('a bus that cannot be subscribed to at first', () => {
  it('does not keep the pipeline from starting, and is tried again', async () => {
    const service = new Service();
    service.faults.fail('bus.subscribe', { times: 2 });
    await service.pipeline();
    await service.clock.advance(5_000);
    expect(service.faults.calls('bus.subscribe')).toBe(3);
  });
});
