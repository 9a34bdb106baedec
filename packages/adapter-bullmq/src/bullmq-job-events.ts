import {
  Abort,
  type AbortSignalLike,
  type FactBatch,
  type JobEvents,
  messageOf,
  type PartitionLag,
  silentLogger,
  UnavailableError,
} from '@safelight/core';
import { beginning } from './entry-ids.ts';
import { lagOf, viewStream, waitForEntries } from './event-stream.ts';
import { type BullMqOptions, fillBullMqOptions } from './options.ts';
import { keysOf, type QueueKeys, type QueueMap, queueMapOf } from './queue-keys.ts';
import { readFacts } from './read-facts.ts';
import { isGap, whereToGoOn } from './reader-state.ts';
import { openClient, type RedisClient, untilReady } from './redis-client.ts';
import { RedisLink } from './redis-link.ts';
import { type Position, readPosition, savePosition, writePosition } from './saved-position.ts';

/** The most entries of a batch. */
const batchLimit = 200;
/** How long a reader waits for its connection, in milliseconds. */
const connectPatience = 2_000;

/** What one look at the stream gave. */
interface Read {
  readonly batch: FactBatch;
  readonly position: Position;
  /** Entries that were looked at. */
  readonly count: number;
}

/**
 * {@link JobEvents} on BullMQ's event streams. Each reader opens a connection of its own, since it
 * blocks it while it waits; positions are saved over another one.
 */
export class BullMqJobEvents implements JobEvents {
  readonly #options: BullMqOptions;
  readonly #queues: QueueMap;
  readonly #link: RedisLink;
  readonly #closed = new Abort();

  /** Does no I/O. @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<BullMqOptions>) {
    this.#options = fillBullMqOptions(options);
    this.#queues = queueMapOf(this.#options);
    this.#link = new RedisLink(this.#options);
  }

  async partitions(): Promise<readonly string[]> {
    return [...this.#queues.keys()];
  }

  async *read(partition: string, signal: AbortSignalLike): AsyncGenerator<FactBatch, void> {
    const keys = keysOf(this.#queues, partition);
    const ending = new Abort();
    const end = (): void => ending.abort('the reader ends');
    const closed = this.#closed.signal;
    signal.addEventListener('abort', end);
    closed.addEventListener('abort', end);
    if (signal.aborted || closed.aborted) end();
    const client = openClient(this.#options, 'reader');
    // Ends also the wait for more. Once only: told again after its stream has closed, ioredis would keep
    // the process alive for two more seconds.
    ending.signal.addEventListener('abort', () => client.disconnect());
    try {
      if (!ending.signal.aborted) await untilReady(client, connectPatience, ending.signal);
      yield* this.#batches(client, keys, ending.signal);
    } catch (error) {
      if (ending.signal.aborted) return;
      throw new UnavailableError(
        'queue',
        `The events of queue ${partition} can't be read (${messageOf(error)}). Read again.`,
        {
          cause: error,
        },
      );
    } finally {
      signal.removeEventListener('abort', end);
      closed.removeEventListener('abort', end);
      end();
    }
  }

  async commit(batch: FactBatch): Promise<void> {
    const keys = keysOf(this.#queues, batch.partition);
    const saving = await this.#link.use((client) => savePosition(client, keys, readPosition(batch.position)));
    const fields = { queue: batch.partition, position: batch.position, saving };
    if (saving !== 'saved') this.#options.logger.debug(fields, 'A position was not saved.');
  }

  lag(): Promise<readonly PartitionLag[]> {
    return this.#link.use((client) =>
      Promise.all(
        [...this.#queues].map(async ([partition, keys]) => ({ partition, behind: await lagOf(client, keys) })),
      ),
    );
  }

  async close(): Promise<void> {
    this.#closed.abort('this adapter was closed');
    this.#link.close();
  }

  /** Reads on while the batch before is relayed. */
  async *#batches(client: RedisClient, keys: QueueKeys, signal: AbortSignalLike): AsyncGenerator<FactBatch, void> {
    if (signal.aborted) return;
    let upcoming = this.#next(client, keys, undefined);
    let passed = 0;
    while (!signal.aborted) {
      const { batch, position, count } = await upcoming;
      if (signal.aborted) return;
      upcoming = count < batchLimit ? this.#waitForNext(client, keys, position) : this.#next(client, keys, position);
      // It is told where it is awaited; a reader that ends before needs nothing of it.
      upcoming.catch(() => {});
      // Entries without a fact move the position on with the next batch that has one, or with many of them.
      passed += count;
      if (batch.facts.length === 0 && !batch.gap && passed < batchLimit) continue;
      passed = 0;
      yield batch;
    }
  }

  /** The wait and the look behind it go out together, so that the look is answered as soon as the wait ends. */
  async #waitForNext(client: RedisClient, keys: QueueKeys, reader: Position): Promise<Read> {
    const waiting = waitForEntries(client, keys, reader.id, this.#options.idleCheck);
    const [read] = await Promise.all([this.#next(client, keys, reader), waiting]);
    return read;
  }

  async #next(client: RedisClient, keys: QueueKeys, reader: Position | undefined): Promise<Read> {
    const { streamLength, logger } = this.#options;
    const look = { limit: batchLimit, length: streamLength, factsOnly: logger === silentLogger };
    const view = await viewStream(client, keys, { ...look, from: reader?.id });
    const from = whereToGoOn(reader, view);
    const gap = isGap(from, view);
    // After a gap everything that is left is read: what was applied before changes nothing.
    const seen = gap ? await viewStream(client, keys, { ...look, from: beginning }) : view;
    const position = { generation: seen.generation, id: seen.upTo ?? (gap ? seen.lastId : (from ?? beginning)) };
    const facts = await readFacts(client, keys, seen.entries, logger);
    const batch = { partition: keys.name, facts, position: writePosition(position), gap };
    return { batch, position, count: seen.count };
  }
}
