import type { RedisConnection } from './redis-connection.ts';

/** Takes or renews. ARGV: holder, time to live. Gives 0 for the holder, else the milliseconds until it may be free. */
const takeScript = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then
  local left = redis.call('PTTL', KEYS[1])
  -- One without end is nobody's of ours; 0 would say that it was taken.
  if left < 0 then return tonumber(ARGV[2]) end
  return math.max(left, 1)
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
`;

/** Lets go, of one's own only. ARGV: holder. */
const releaseScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;

/** A lease as one would-be holder sees it: a key that holds the holder's token for as long as it lives. */
export class LeaseKey {
  readonly #connection: RedisConnection;
  readonly #key: string;
  readonly #token: string;
  readonly #ttl: number;

  /** @param ttl milliseconds */
  constructor(connection: RedisConnection, key: string, token: string, ttl: number) {
    this.#connection = connection;
    this.#key = key;
    this.#token = token;
    this.#ttl = ttl;
  }

  /**
   * Takes the lease if it is free, or renews it. A lease that Redis forgot is taken as a free one, also
   * by its holder.
   *
   * @returns 0 if it is held now, else the milliseconds until it may be free
   */
  async take(): Promise<number> {
    return Number(
      await this.#connection.run((client) => client.eval(takeScript, 1, this.#key, this.#token, this.#ttl)),
    );
  }

  /** Lets the lease go, unless another holds it. */
  async release(): Promise<void> {
    await this.#connection.run((client) => client.eval(releaseScript, 1, this.#key, this.#token));
  }
}
