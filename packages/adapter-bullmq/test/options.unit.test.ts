import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { BullMqTaskQueue, bullmq } from '../src/index.ts';
import { aJob } from './support/bench.ts';

const url = 'redis://localhost:6379';

describe('the options of bullmq()', () => {
  it('are reported all at once', () => {
    const options = { url: 'http://localhost', timeout: 0, queues: [], lockDuratoin: 5 };
    expect(() => bullmq(options)).toThrow(
      /lockDuratoin: is not an option.*url: must be a redis:\/\/ or rediss:\/\/ URL.*queues:.*timeout: must be at least 1/,
    );
  });

  it('need one of url and connection', () => {
    const connection = new Redis({ lazyConnect: true });
    expect(() => bullmq({})).toThrow(/url: is missing/);
    expect(() => bullmq({ url, connection })).toThrow(/url: leave it out/);
    expect(() => bullmq({ connection })).not.toThrow();
    connection.disconnect();
  });

  it('refuse names that BullMQ would refuse, or that would mix two queues', () => {
    const queues = ['one', 'two'];
    expect(() => bullmq({ url, queues, queueName: () => 'same' })).toThrow(/two queues the same name/);
    expect(() => bullmq({ url, queueName: (name) => `a:${name}` })).toThrow(/has no colon/);
    expect(() => bullmq({ url, prefix: 'a:b' })).toThrow(/prefix: must be a name without a colon/);
  });

  it('name the queues that there are, where a job names another', async () => {
    const queue = new BullMqTaskQueue({ url, queues: ['one', 'two'] });
    await expect(queue.enqueue([aJob({ queue: 'three' })])).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('three: is none of one, two'),
    });
  });

  it('are used without any I/O: nothing keeps the process alive', async () => {
    const { queue, consumer, events } = bullmq({ url });
    expect(await events.partitions()).toEqual(['default']);
    await Promise.all([queue.close(), consumer.close(1_000), events.close()]);
  });
});
