import { type Check, check, fillOptions, given, type Logger, maybeGiven, silentLogger } from '@safelight/core';
import type { Redis } from 'ioredis';

/** The options of `redisPubSub()`. Times are in milliseconds. Either `url` or `connection` must be given. */
export interface RedisPubSubOptions {
  /** `redis://` or `rediss://`; of a Redis Cluster, the address of any node. */
  readonly url?: string;
  /**
   * A connection whose settings (address, TLS, credentials, Sentinels) are taken over. The bus opens
   * two of its own with them, since one that is subscribed or blocked cannot be shared.
   */
  readonly connection?: Redis;
  /** The channel that all processes share. Default `task-events`. */
  readonly channel: string;
  /** Default: silent. */
  readonly logger: Logger;
  /** The longest that the first subscription may take. Default 5,000. */
  readonly connectTimeout: number;
  /** The longest that `publish` waits, and that Redis may take to answer. Default 1,000. */
  readonly publishTimeout: number;
  /** Events kept while Redis can't be reached; the oldest go first. Default 10,000. */
  readonly publishBuffer: number;
  /** Events kept for a subscriber that is slower than the channel; the oldest go first. Default 10,000. */
  readonly handlerBuffer: number;
  /** The longest that a subscriber's promise is waited for before the next event. Default 5,000. */
  readonly handlerTimeout: number;
  /** How often the subscribed connection is asked whether it still lives. Default 10,000. */
  readonly heartbeat: number;
}

const defaults = {
  channel: 'task-events',
  logger: silentLogger,
  connectTimeout: 5_000,
  publishTimeout: 1_000,
  publishBuffer: 10_000,
  handlerBuffer: 10_000,
  handlerTimeout: 5_000,
  heartbeat: 10_000,
};

/** Timers take no more. */
const milliseconds = check.integer({ min: 1, max: 2 ** 31 - 1 });
const events = check.integer({ min: 1 });
const urlCheck = check.string({ pattern: /^rediss?:\/\/./, what: 'a redis:// or rediss:// URL' });

const unwanted: Check<string> = (_value, path, problems) => {
  problems.push(`${path}: leave it out, the connection that is given has its own`);
  return undefined;
};

/** @throws {ConfigError} that lists every problem */
export function fillPubSubOptions(options: Partial<RedisPubSubOptions>): RedisPubSubOptions {
  return fillOptions<RedisPubSubOptions>('The options of redisPubSub()', options, defaults, {
    url: options.connection === undefined ? urlCheck : check.optional(unwanted),
    connection: maybeGiven<Redis>(),
    channel: check.string({ min: 1 }),
    logger: given<Logger>(),
    connectTimeout: milliseconds,
    publishTimeout: milliseconds,
    publishBuffer: events,
    handlerBuffer: events,
    handlerTimeout: milliseconds,
    heartbeat: milliseconds,
  });
}
