import {
  type EnqueueResult,
  type Job,
  type JobRef,
  type JobSnapshot,
  jobIdOf,
  type QueueCounts,
  type TaskQueue,
} from '@safelight/core';
import type { Queue } from 'bullmq';
import { addJobs } from './add-jobs.ts';
import { openBullQueue } from './bull-queue.ts';
import { areCancelled, cancelJob } from './cancelled-jobs.ts';
import { jobFields, readJobHash, snapshotOf } from './job-hash.ts';
import { type BullMqOptions, fillBullMqOptions } from './options.ts';
import { byQueue, keysOf, type QueueKeys, type QueueMap, queueMapOf, refOf } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import { RedisLink } from './redis-link.ts';

/** The most jobs in one transaction; a longer one would keep others waiting. */
const bulk = 100;

/** {@link TaskQueue} on BullMQ. Opens one connection, with the first call. */
export class BullMqTaskQueue implements TaskQueue {
  readonly #options: BullMqOptions;
  readonly #queues: QueueMap;
  readonly #link: RedisLink;
  readonly #bullQueues = new Map<QueueKeys, Promise<Queue>>();

  /** Does no I/O. @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<BullMqOptions>) {
    this.#options = fillBullMqOptions(options);
    this.#queues = queueMapOf(this.#options);
    this.#link = new RedisLink(this.#options);
  }

  async enqueue(jobs: readonly Job[]): Promise<readonly EnqueueResult[]> {
    const results: EnqueueResult[] = [];
    for (const { keys, places, items } of byQueue(this.#queues, jobs)) {
      for (let from = 0; from < items.length; from += bulk) {
        const added = await this.#link.use((client) => this.#add(client, keys, items.slice(from, from + bulk)));
        for (const [index, result] of added.entries()) results[places[from + index] ?? 0] = result;
      }
    }
    return results;
  }

  async inspect(refs: readonly JobRef[]): Promise<readonly JobSnapshot[]> {
    const snapshots: JobSnapshot[] = [];
    const groups = byQueue(this.#queues, refs);
    await this.#link.use((client) =>
      Promise.all(
        groups.map(async ({ keys, places, items }) => {
          for (const [index, snapshot] of (await inspectAll(client, keys, items)).entries()) {
            snapshots[places[index] ?? 0] = snapshot;
          }
        }),
      ),
    );
    return snapshots;
  }

  async cancel(ref: JobRef): Promise<void> {
    const keys = keysOf(this.#queues, ref.queue);
    await this.#link.use(async (client) => {
      const id = jobIdOf(ref);
      if (!(await cancelJob(client, keys, id))) return;
      // An active job is locked and stays: its worker sees the mark.
      await (await this.#bullQueue(client, keys)).remove(id);
    });
  }

  async counts(): Promise<QueueCounts> {
    const named = await this.#link.use((client) =>
      Promise.all([...this.#queues].map(async ([name, keys]) => [name, await this.#countsOf(client, keys)] as const)),
    );
    return Object.fromEntries(named);
  }

  async close(): Promise<void> {
    this.#link.close();
  }

  async #add(client: RedisClient, keys: QueueKeys, jobs: readonly Job[]): Promise<readonly EnqueueResult[]> {
    const queue = await this.#bullQueue(client, keys);
    const added = await addJobs(client, queue, keys, jobs);
    const known = jobs.filter((_job, index) => added[index] !== true);
    await this.#takeOutCancelled(client, queue, keys, known);
    return jobs.map((job, index) => ({ ref: refOf(job), outcome: added[index] === true ? 'added' : 'duplicate' }));
  }

  /** What was cancelled before it was added has to go again. A worker that is quicker sees the mark, and drops it. */
  async #takeOutCancelled(client: RedisClient, queue: Queue, keys: QueueKeys, jobs: readonly Job[]): Promise<void> {
    const ids = jobs.map(jobIdOf);
    const cancelled = await areCancelled(client, keys, ids);
    for (const [index, id] of ids.entries()) {
      // Marked again, unless it has ended: that one stays.
      if (cancelled[index] === true && (await cancelJob(client, keys, id))) await queue.remove(id);
    }
  }

  async #countsOf(client: RedisClient, keys: QueueKeys): Promise<QueueCounts[string]> {
    const queue = await this.#bullQueue(client, keys);
    const counts = await queue.getJobCounts('wait', 'prioritized', 'delayed', 'active', 'completed', 'failed');
    const count = (state: string): number => counts[state] ?? 0;
    return {
      waiting: count('wait') + count('prioritized'),
      delayed: count('delayed'),
      active: count('active'),
      completed: count('completed'),
      failed: count('failed'),
    };
  }

  /** BullMQ's queue; one that could not be set up is forgotten, since BullMQ never tries again itself. */
  #bullQueue(client: RedisClient, keys: QueueKeys): Promise<Queue> {
    const known = this.#bullQueues.get(keys);
    if (known) return known;
    const queue = openBullQueue(keys, client, this.#options);
    const ready = queue.waitUntilReady().then(
      () => queue,
      async (error: unknown) => {
        this.#bullQueues.delete(keys);
        await queue.close();
        throw error;
      },
    );
    this.#bullQueues.set(keys, ready);
    return ready;
  }
}

async function inspectAll(
  client: RedisClient,
  keys: QueueKeys,
  refs: readonly JobRef[],
): Promise<readonly JobSnapshot[]> {
  const pipeline = client.pipeline();
  for (const ref of refs) pipeline.hmget(keys.job(jobIdOf(ref)), ...jobFields);
  const replies = (await pipeline.exec()) ?? [];
  return refs.map((ref, index) => {
    const [error, values] = replies[index] ?? [new Error('Redis gave no answer.')];
    if (error) throw error;
    return snapshotOf(refOf(ref), readJobHash(stringsOf(values)));
  });
}

function stringsOf(values: unknown): readonly (string | null)[] {
  if (!Array.isArray(values)) return [];
  return values.map((value) => (typeof value === 'string' ? value : null));
}
