import { bullmq } from '@safelight/adapter-bullmq';
import {
  defaultPresets,
  defaultQueue,
  defaultRetryPolicy,
  type Job,
  type JobRef,
  type JobResult,
} from '@safelight/core';
import { type RedisServer, startRedis } from '@safelight-tooling/test-services';
import { Redis } from 'ioredis';
import { millisecondsOf } from '../runner/contest.ts';
import { type Random, seededRandom } from '../runner/random.ts';

/** Microseconds a job, by what is done with it. */
export interface QueueCost {
  readonly enqueue: number;
  readonly inspect: number;
  /** It is taken, started and completed. */
  readonly work: number;
}

/** The id of the job that the others are copies of; other ids are as long. */
const templateId = 'backlog-0000000';
/** Copies that one call of the script makes. */
const copiesAtOnce = 2_000;
/** Jobs in the consumer's hands at once. */
const concurrency = 50;

/** What BullMQ writes for a job that waits, under other ids: a million calls of `add` would take minutes. */
const copyScript = `
  local fields = redis.call('HGETALL', KEYS[1] .. ARGV[1])
  for number = tonumber(ARGV[2]), tonumber(ARGV[3]) do
    local id = string.format('backlog-%07d', number)
    local copy = {}
    for i, text in ipairs(fields) do copy[i] = string.gsub(text, 'backlog%-0000000', id) end
    redis.call('HSET', KEYS[1] .. id, unpack(copy))
    redis.call('LPUSH', KEYS[1] .. 'wait', id)
  end
`;

/** A Redis of its own with jobs that wait. */
export class QueueBacklog {
  readonly jobs: number;
  /** Bytes of Redis a job. */
  readonly bytes: number;
  readonly #redis: RedisServer;
  readonly #prefix: string;
  readonly #random: Random = seededRandom(1);
  #added = 0;

  private constructor(jobs: number, bytes: number, redis: RedisServer, prefix: string) {
    this.jobs = jobs;
    this.bytes = bytes;
    this.#redis = redis;
    this.#prefix = prefix;
  }

  static async filled(jobs: number): Promise<QueueBacklog> {
    const redis = await startRedis({ owned: true });
    const prefix = redis.namespace();
    const { queue } = bullmq({ url: redis.url, prefix });
    const client = new Redis(redis.url);
    try {
      await queue.enqueue([jobOf(templateId)]);
      const before = await memoryOf(client);
      const base = `${prefix}:{safelight-${defaultQueue}}:`;
      for (let from = 1; from < jobs; from += copiesAtOnce) {
        await client.eval(copyScript, 1, base, templateId, from, Math.min(jobs - 1, from + copiesAtOnce - 1));
      }
      const bytes = ((await memoryOf(client)) - before) / (jobs - 1);
      return new QueueBacklog(jobs, bytes, redis, prefix);
    } finally {
      client.disconnect();
      await queue.close();
    }
  }

  /** Adds so many jobs, looks at as many anywhere in the backlog, and works as many. */
  async measure(count: number): Promise<QueueCost> {
    const { queue } = bullmq({ url: this.#redis.url, prefix: this.#prefix });
    try {
      const jobs = Array.from({ length: count }, () => jobOf(`added-${++this.#added}-of-bench`));
      const refs = Array.from({ length: count }, () => refOf(1 + Math.floor(this.#random() * (this.jobs - 1))));
      // The connection is opened by the first call.
      await queue.inspect(refs.slice(0, 1));
      const enqueue = await millisecondsOf(() => queue.enqueue(jobs));
      const inspect = await millisecondsOf(() => queue.inspect(refs));
      const work = await this.#work(count);
      const each = (milliseconds: number): number => (milliseconds * 1_000) / count;
      return { enqueue: each(enqueue), inspect: each(inspect), work: each(work) };
    } finally {
      await queue.close();
    }
  }

  async close(): Promise<void> {
    await this.#redis.stop();
  }

  /** Milliseconds from the first job to the last of so many. */
  async #work(count: number): Promise<number> {
    const { consumer } = bullmq({ url: this.#redis.url, prefix: this.#prefix });
    let taken = 0;
    let startedAt = 0;
    const worked = new Promise<number>((resolve, reject) => {
      const handle = async (_job: Job): Promise<JobResult> => {
        if (taken++ === 0) startedAt = performance.now();
        if (taken === count) resolve(performance.now() - startedAt);
        return result;
      };
      consumer.start(handle, { workerId: 'bench', concurrency }).catch(reject);
    });
    try {
      return await worked;
    } finally {
      await consumer.close(10_000);
    }
  }
}

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const image = { resolution: '1024', path: `/output/a/1024/${md5}.jpg`, md5, size: 1, width: 1024, height: 683 };
const result: JobResult = { run: 1, attempt: 1, images: [{ ...image, format: 'jpeg' }], processingTime: 1 };

function refOf(number: number): JobRef {
  return { taskId: `backlog-${String(number).padStart(7, '0')}`, run: 1, queue: defaultQueue };
}

function jobOf(taskId: string): Job {
  return {
    schemaVersion: 1,
    taskId,
    run: 1,
    queue: defaultQueue,
    source: { kind: 'path', path: 'photos/a.jpg' },
    presets: defaultPresets.all,
    retry: defaultRetryPolicy,
    priority: 0,
    metadata: { productId: 42 },
    context: {},
  };
}

async function memoryOf(client: Redis): Promise<number> {
  const [, used = '0'] = /used_memory:(\d+)/.exec(await client.info('memory')) ?? [];
  return Number(used);
}
