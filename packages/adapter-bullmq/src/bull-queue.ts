import { type Job, jobIdOf, serialiseJob } from '@safelight/core';
import { type JobsOptions, Queue } from 'bullmq';
import type { BullMqOptions } from './options.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';

/** The name that our jobs have in BullMQ; it means nothing to the worker. */
export const jobName = 'safelight-task';

/** BullMQ's own queue on a client that is ready. It asserts the length of the event stream. */
export function openBullQueue(keys: QueueKeys, client: RedisClient, options: BullMqOptions): Queue {
  const queue = new Queue(keys.bullName, {
    connection: client,
    prefix: options.prefix,
    streams: { events: { maxLen: options.streamLength } },
  });
  // The client's own listener has logged it; without one here it would end the process.
  queue.on('error', (error) =>
    options.logger.debug({ err: error, queue: keys.name }, 'A BullMQ queue reported an error.'),
  );
  return queue;
}

/** A job as BullMQ takes it. */
export function bulkJobOf(job: Job): { readonly name: string; readonly data: unknown; readonly opts: JobsOptions } {
  const { attempts, initialDelay, jitter } = job.retry;
  return {
    name: jobName,
    data: serialiseJob(job),
    opts: {
      jobId: jobIdOf(job),
      priority: job.priority,
      // For dashboards and foreign workers; ours tells the delay beforehand, and keeps to what it told.
      attempts,
      backoff: { type: 'exponential', delay: initialDelay, jitter },
    },
  };
}
