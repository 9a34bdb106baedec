import {
  type Check,
  check,
  defaultQueue,
  fillOptions,
  given,
  type Logger,
  maybeGiven,
  silentLogger,
} from '@safelight/core';
import type { Cluster, Redis } from 'ioredis';

/** The options of `bullmq()`. Times are in milliseconds. Either `url` or `connection` must be given. */
export interface BullMqOptions {
  /** `redis://` or `rediss://`. For a Redis Cluster give a `connection`. */
  readonly url?: string;
  /**
   * A client of yours (ioredis, also its `Cluster`) whose address, credentials and TLS settings are
   * taken over. The adapters open their own connections like it; yours is neither used nor closed.
   */
  readonly connection?: Redis | Cluster;
  /** Default: silent. BullMQ's own events are logged at `debug`. */
  readonly logger: Logger;
  /** The names that tasks carry; each is a BullMQ queue of its own. Default `['default']`. */
  readonly queues: readonly string[];
  /**
   * The name of the BullMQ queue behind a queue's name. Default ``(name) => `{safelight-${name}}` ``;
   * the braces are the hash tag that keeps all keys of one queue on one node of a Redis Cluster.
   */
  readonly queueName: (name: string) => string;
  /** BullMQ's key prefix. Default `bull`, BullMQ's own. */
  readonly prefix: string;
  /** How long a call of the task queue may wait for Redis before it throws. Default 1,000. */
  readonly timeout: number;
  /** How long an attempt keeps its job without renewing its lock. Default 30,000. */
  readonly lockDuration: number;
  /** How often jobs whose lock ran out are looked for. Default 30,000. */
  readonly stalledInterval: number;
  /** Stalls after which a job fails with `WORKER_LOST` instead of going to another worker. Default 1. */
  readonly maxStalledCount: number;
  /** How often a worker looks whether a job in its hands was cancelled. Default 1,000. */
  readonly cancelInterval: number;
  /**
   * Completed jobs that a queue keeps, and as many failed ones. Default 15,000, about as many as the event
   * stream tells of: a job that is gone before a relay that lags behind has read of it counts as lost.
   */
  readonly retainedJobs: number;
  /** How long finished jobs are kept. Default 86,400,000, a day. */
  readonly retainedFor: number;
  /** Entries that a queue's event stream keeps at least; a job makes about seven. Default 100,000. */
  readonly streamLength: number;
  /** How often a reader that waits for facts looks whether its position was lost. Default 2,000. */
  readonly idleCheck: number;
}

const defaults: Omit<BullMqOptions, 'url' | 'connection'> = {
  logger: silentLogger,
  queues: [defaultQueue],
  queueName: (name) => `{safelight-${name}}`,
  prefix: 'bull',
  timeout: 1_000,
  lockDuration: 30_000,
  stalledInterval: 30_000,
  maxStalledCount: 1,
  cancelInterval: 1_000,
  retainedJobs: 15_000,
  retainedFor: 86_400_000,
  streamLength: 100_000,
  idleCheck: 2_000,
};

const milliseconds = check.integer({ min: 1 });
const count = check.integer({ min: 0 });
const noColon = { min: 1, pattern: /^[^:]+$/, what: 'a name without a colon' };
const queueNames = check.array(check.string({ pattern: /^[A-Za-z0-9_-]{1,64}$/, what: '1 to 64 of A-Z a-z 0-9 _ -' }), {
  min: 1,
});
const urlCheck = check.string({ pattern: /^rediss?:\/\/./, what: 'a redis:// or rediss:// URL' });

const unwanted: Check<string> = (_value, path, problems) => {
  problems.push(`${path}: leave it out, the connection that is given has its own`);
  return undefined;
};

/** @throws {ConfigError} that lists every problem */
export function fillBullMqOptions(options: Partial<BullMqOptions>): BullMqOptions {
  return fillOptions<BullMqOptions>('The options of bullmq()', options, defaults, {
    url: options.connection === undefined ? urlCheck : check.optional(unwanted),
    connection: maybeGiven<Redis | Cluster>(),
    logger: given<Logger>(),
    queues: queueNames,
    queueName: given<BullMqOptions['queueName']>(),
    prefix: check.string(noColon),
    timeout: milliseconds,
    lockDuration: milliseconds,
    stalledInterval: milliseconds,
    maxStalledCount: count,
    cancelInterval: milliseconds,
    retainedJobs: count,
    retainedFor: milliseconds,
    streamLength: check.integer({ min: 1 }),
    idleCheck: milliseconds,
  });
}
