import { fillOptions, parseTask, serialiseTask, type Task, type TaskCache, type TaskId } from '@safelight/core';
import { fillScript, invalidateScript, readScript } from './cache-scripts.ts';
import { forgetPattern } from './forget-pattern.ts';
import { MissedInvalidations } from './missed-invalidations.ts';
import { connectionDefaults, connectionShape, milliseconds, type RedisConnectionOptions } from './options.ts';
import { OutageLog } from './outage-log.ts';
import { RedisConnection } from './redis-connection.ts';

/** The options of {@link RedisTaskCache}. */
export interface RedisTaskCacheOptions extends RedisConnectionOptions {
  /** Milliseconds for which a filled task is good: how old a read can be at worst. Default 60,000. */
  readonly ttl: number;
  /**
   * Milliseconds for which a version is remembered after its task was invalidated or is no longer good.
   * A fill that comes later than that after it read the repository may win. Default 60,000.
   */
  readonly tombstoneTtl: number;
}

/**
 * {@link TaskCache} on Redis, shared by all processes: one small hash a task, changed by scripts that
 * compare versions. While Redis can't be reached every call ends quickly, as a miss.
 */
export class RedisTaskCache implements TaskCache {
  readonly #options: RedisTaskCacheOptions;
  readonly #connection: RedisConnection;
  readonly #outages: OutageLog;
  readonly #missed: MissedInvalidations = new MissedInvalidations();

  /** @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<RedisTaskCacheOptions>) {
    this.#options = fillOptions<RedisTaskCacheOptions>(
      'The options of RedisTaskCache',
      options,
      { ...connectionDefaults, ttl: 60_000, tombstoneTtl: 60_000 },
      { ...connectionShape(options), ttl: milliseconds, tombstoneTtl: milliseconds },
    );
    this.#outages = new OutageLog(this.#options.logger);
    this.#connection = new RedisConnection(this.#options, 'cache');
    this.#connection.onReady(() => void this.#makeUp());
  }

  /** See {@link TaskCache.get}. A document that can't be read is a miss, and is logged. */
  async get(id: TaskId): Promise<Task | undefined> {
    const found = await this.#orMiss('get', () => this.#eval(readScript, id, this.#options.tombstoneTtl));
    if (typeof found !== 'string') return undefined;
    const task = this.#read(id, found);
    return task !== undefined && task.version >= this.#missed.versionOf(id) ? task : undefined;
  }

  /** See {@link TaskCache.fill}. */
  async fill(task: Task): Promise<void> {
    const { ttl, tombstoneTtl } = this.#options;
    await this.#orMiss('fill', () => {
      const document = JSON.stringify(serialiseTask(task));
      return this.#eval(fillScript, task.id, task.version, document, ttl + tombstoneTtl);
    });
  }

  /** See {@link TaskCache.invalidate}. What Redis could not be told it is told when it is back. */
  async invalidate(id: TaskId, version: number): Promise<void> {
    const told = await this.#orMiss('invalidate', () => this.#invalidate(id, version));
    if (told === undefined) this.#missed.add(id, version);
    else void this.#makeUp();
  }

  /**
   * Forgets all tasks whose id matches, for operators, after the repository was changed by hand. Their
   * versions stay known, so that a stale fill still loses. Walks all keys of the server in small steps
   * without blocking it.
   *
   * @param pattern a Redis glob over task ids, such as `*` or `order-*`
   * @returns how many tasks it forgot
   * @throws {InvalidInputError} for an empty pattern
   * @throws {UnavailableError} when Redis can't be reached; some may be forgotten then: call it again
   */
  invalidatePattern(pattern: string): Promise<number> {
    return forgetPattern(this.#connection, this.#key(''), pattern);
  }

  /** See {@link TaskCache.close}. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  #key(id: TaskId): string {
    return `${this.#options.prefix}cache:${id}`;
  }

  #eval(script: string, id: TaskId, ...args: (string | number)[]): Promise<unknown> {
    return this.#connection.run((client) => client.eval(script, 1, this.#key(id), ...args));
  }

  #invalidate(id: TaskId, version: number): Promise<unknown> {
    return this.#eval(invalidateScript, id, version, this.#options.tombstoneTtl);
  }

  async #makeUp(): Promise<void> {
    if (this.#missed.isEmpty) return;
    await this.#orMiss('invalidate', () => this.#missed.makeUp((id, version) => this.#invalidate(id, version)));
  }

  #read(id: TaskId, document: string): Task | undefined {
    try {
      return parseTask(JSON.parse(document));
    } catch (error) {
      const message = 'A cached document is no task; the repository is asked, and the next fill replaces it.';
      this.#options.logger.warn({ err: error, taskId: id }, message);
      return undefined;
    }
  }

  async #orMiss<T>(operation: string, call: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await call();
      this.#outages.succeeded(operation);
      return result;
    } catch (error) {
      this.#outages.failed(operation, error, 'The cache does not serve just now; the repository is asked instead.');
      return undefined;
    }
  }
}
