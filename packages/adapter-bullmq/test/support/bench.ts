import {
  defaultPresets,
  defaultQueue,
  defaultRetryPolicy,
  type Fact,
  type FactBatch,
  isUnavailableError,
  type Job,
  type JobEvents,
  type JobRef,
  type JobResult,
  type JobSnapshot,
  schemaVersion,
  type TaskQueue,
} from '@safelight/core';
import type { RedisServer } from '@safelight-tooling/test-services';
import { Redis } from 'ioredis';
import { onTestFinished, vi } from 'vitest';
import { type BullMqEngines, type BullMqOptions, bullmq } from '../../src/index.ts';
import { QueueKeys } from '../../src/queue-keys.ts';

let tasks = 0;

/** A job of a task of its own. */
export function aJob(over: Partial<Job> = {}): Job {
  return {
    schemaVersion,
    taskId: `task-${++tasks}-of-test`,
    run: 1,
    queue: defaultQueue,
    source: { kind: 'path', path: 'photos/a.jpg' },
    presets: defaultPresets.all,
    retry: { ...defaultRetryPolicy, initialDelay: 20, jitter: 0 },
    priority: 0,
    metadata: {},
    context: {},
    ...over,
  };
}

/** What an attempt hands back. */
export function aResult(): JobResult {
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  const path = `/output/a/1024/${md5}.jpg`;
  const image = { resolution: '1024', path, md5, size: 1_000, width: 1024, height: 683, format: 'jpeg' } as const;
  return { run: 1, attempt: 1, images: [image], processingTime: 12 };
}

/** Options that reach this Redis under a prefix of their own, with locks fit for a test. */
export function optionsFor(redis: RedisServer, over: Partial<BullMqOptions> = {}): Partial<BullMqOptions> {
  return {
    url: redis.url,
    prefix: redis.namespace(),
    lockDuration: 1_000,
    stalledInterval: 400,
    cancelInterval: 100,
    idleCheck: 200,
    ...over,
  };
}

/** Engines that are closed after the test. */
export function engines(options: Partial<BullMqOptions>): BullMqEngines {
  const made = bullmq(options);
  onTestFinished(async () => {
    await Promise.all([made.queue.close(), made.consumer.close(0), made.events.close()]);
  });
  return made;
}

/** A client that looks at Redis itself. */
export function direct(redis: RedisServer): Redis {
  const client = new Redis(redis.url);
  client.on('error', () => {});
  onTestFinished(() => client.disconnect());
  return client;
}

/** The keys of a queue under these options. */
export function keysFor(options: Partial<BullMqOptions>, queue: string = defaultQueue): QueueKeys {
  const { prefix = 'bull', queueName = (name: string) => `{safelight-${name}}` } = options;
  return new QueueKeys(queue, { prefix, queueName });
}

/** Reads a queue's facts until the test ends, as the relay does. */
export function follow(events: JobEvents, queue: string = defaultQueue): readonly FactBatch[] {
  const stop = new AbortController();
  const batches: FactBatch[] = [];
  const reading = (async () => {
    while (!stop.signal.aborted) {
      try {
        for await (const batch of events.read(queue, stop.signal)) {
          batches.push(batch);
          await events.commit(batch);
        }
      } catch (error) {
        if (!isUnavailableError(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  })();
  onTestFinished(async () => {
    stop.abort();
    await reading;
  });
  return batches;
}

/** The facts of one task so far, as `type attempt`. */
export function storyOf(batches: readonly FactBatch[], taskId: string): readonly string[] {
  return factsOf(batches, taskId).map((fact) => `${fact.type} ${fact.attempt}`);
}

/** The facts of one task so far. */
export function factsOf(batches: readonly FactBatch[], taskId: string): readonly Fact[] {
  return batches.flatMap((batch) => batch.facts).filter((fact) => fact.taskId === taskId);
}

/** Waits until the callback no longer throws. */
export function eventually<T>(look: () => T | Promise<T>, timeout = 15_000): Promise<T> {
  return vi.waitFor(look, { timeout, interval: 20 });
}

/** What the queue knows of one job. */
export async function inspect(queue: TaskQueue, { taskId, run, queue: name }: JobRef): Promise<JobSnapshot> {
  const [snapshot] = await queue.inspect([{ taskId, run, queue: name }]);
  if (snapshot === undefined) throw new Error('inspect gave nothing');
  return snapshot;
}
