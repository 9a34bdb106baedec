/** What a bus has counted since it was made, for a metric or a health page. */
export interface RedisPubSubStats {
  /** Events that Redis took. */
  readonly published: number;
  /** Events that were given up, each logged: no room, no JSON, refused, closed, or the reply never came. */
  readonly lost: number;
  /** Events waiting for Redis now. */
  readonly waiting: number;
  /** Messages heard on the channel, each counted once however many subscribers there are. */
  readonly heard: number;
  /** Of these, messages that were no events. */
  readonly malformed: number;
  /** Calls of a subscriber that threw, rejected, or took longer than `handlerTimeout`. */
  readonly failedCalls: number;
  /** Events that a slow subscriber did not get since its buffer was full. */
  readonly skipped: number;
}

/** The counters behind {@link RedisPubSubStats}. */
export type Counters = { -readonly [K in Exclude<keyof RedisPubSubStats, 'waiting'>]: number };

/** Counters at zero. */
export function newCounters(): Counters {
  return { published: 0, lost: 0, heard: 0, malformed: 0, failedCalls: 0, skipped: 0 };
}
