import type { CreateContext, QueueHarness } from '@safelight/contracts';
import { defaultQueue, jobIdOf, silentLogger } from '@safelight/core';
import type { RedisServer } from '@safelight-tooling/test-services';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { type BullMqEngines, type BullMqOptions, bullmq } from '../../src/index.ts';
import { keysOf, type QueueKeys, queueMapOf } from '../../src/queue-keys.ts';
import { Line } from './line.ts';

interface Client {
  readonly engines: BullMqEngines;
  readonly line: Line;
}

/** Timing of the harness: as quick as a server over a network allows. */
const timing = { lock: 1_000, stallCheck: 300 };

/** A harness of two queues on a Redis of its own; each client reaches it over a line of its own. */
export async function aQueue(redis: RedisServer, { log }: Partial<CreateContext> = {}): Promise<QueueHarness> {
  const otherQueue = 'photos';
  const maxStalledCount = 1;
  const options: Partial<BullMqOptions> = {
    logger: log ?? silentLogger,
    queues: [defaultQueue, otherQueue],
    prefix: redis.namespace(),
    lockDuration: timing.lock,
    stalledInterval: timing.stallCheck,
    maxStalledCount,
    cancelInterval: 100,
    idleCheck: 200,
  };
  const queues = queueMapOf({ queues: [], prefix: 'bull', queueName: (name) => `{safelight-${name}}`, ...options });
  const direct = new Redis(redis.url);
  const clients: Client[] = [];
  const keys = (queue: string): QueueKeys => keysOf(queues, queue);

  return {
    timing,
    otherQueue,
    maxStalledCount,
    async connect() {
      const line = await Line.to(redis.url);
      const engines = bullmq({ ...options, url: line.url });
      clients.push({ engines, line });
      return {
        ...engines,
        kill: async () => line.cut(),
        pause: async () => line.stand(),
        resume: async () => line.go(),
      };
    },
    probe: {
      async data(ref) {
        const data = await direct.hget(keys(ref.queue).job(jobIdOf(ref)), 'data');
        return data === null ? undefined : JSON.parse(data);
      },
      async inject(queue, jobId, data) {
        const foreign = new Queue(keys(queue).bullName, { connection: direct, prefix: options.prefix ?? 'bull' });
        await foreign.add('resize', data, { jobId });
        await foreign.close();
      },
      async trim(queue, keep) {
        await direct.xtrim(keys(queue).events, 'MAXLEN', keep);
      },
      async loseStream(queue) {
        await direct.del(keys(queue).events);
      },
      async forgetPosition(queue) {
        await direct.del(keys(queue).position);
      },
      async flush() {
        await direct.flushall();
      },
      async cut() {
        for (const { line } of clients) line.cut();
      },
      async mend() {
        for (const { line } of clients) line.mend();
      },
    },
    async close() {
      for (const { line } of clients) line.go();
      await Promise.all(
        clients.map(async ({ engines, line }) => {
          await Promise.all([engines.queue.close(), engines.consumer.close(0), engines.events.close()]);
          await line.close();
        }),
      );
      direct.disconnect();
    },
  };
}
