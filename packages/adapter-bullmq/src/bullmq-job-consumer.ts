import { Abort, type ConsumeOptions, type JobConsumer, type JobHandler, NotRunningError } from '@safelight/core';
import { type BullMqOptions, fillBullMqOptions } from './options.ts';
import { type QueueMap, queueMapOf } from './queue-keys.ts';
import { QueueWorker, type WorkerTools } from './queue-worker.ts';
import { openClient, type RedisClient, untilReady } from './redis-client.ts';
import { Slots } from './slots.ts';
import { pause } from './waiting.ts';

/** How long one try to reach Redis may take, in milliseconds. */
const connectPatience = 5_000;
/** The pause after a worker could not be opened, in milliseconds. */
const retryPause = 500;
/** How long the handing back of jobs may take, in milliseconds; then they are left to the stall check. */
const handBackTime = 2_000;

/**
 * {@link JobConsumer} on BullMQ. Opens one connection, and one more for each queue, when it is started.
 * The jobs of several queues share the consumer's `concurrency`.
 */
export class BullMqJobConsumer implements JobConsumer {
  readonly #options: BullMqOptions;
  readonly #queues: QueueMap;
  readonly #closing = new Abort();
  readonly #forced = new Abort();
  readonly #ended = new Abort();
  #client: RedisClient | undefined;
  #workers: readonly QueueWorker[] = [];
  #started: Promise<void> | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  /** Does no I/O. @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<BullMqOptions>) {
    this.#options = fillBullMqOptions(options);
    this.#queues = queueMapOf(this.#options);
  }

  async start(handle: JobHandler, options: ConsumeOptions): Promise<void> {
    if (this.#started || this.#closing.signal.aborted) {
      throw new NotRunningError('This consumer was started, or closed, before: make one for each worker.');
    }
    this.#started = this.#open(handle, options);
    await this.#started;
  }

  close(deadlineMs: number): Promise<void> {
    this.#closed ??= this.#close(deadlineMs);
    return this.#closed;
  }

  async #open(handle: JobHandler, { workerId, concurrency }: ConsumeOptions): Promise<void> {
    const client = openClient(this.#options, 'worker');
    this.#client = client;
    const tools: WorkerTools = {
      options: this.#options,
      client,
      workerId,
      handle,
      slots: new Slots(concurrency),
      isAlone: this.#queues.size === 1,
      closing: this.#closing.signal,
      forced: this.#forced.signal,
      ended: this.#ended.signal,
    };
    this.#workers = [...this.#queues.values()].map((keys) => new QueueWorker(keys, tools));
    await Promise.all(this.#workers.map((worker) => this.#insist(client, worker)));
    this.#running = Promise.all(this.#workers.map((worker) => worker.run()));
  }

  /** Opens a worker, however long Redis takes to come. */
  async #insist(client: RedisClient, worker: QueueWorker): Promise<void> {
    const { signal } = this.#closing;
    for (;;) {
      if (signal.aborted) throw new NotRunningError('This consumer was closed before it reached the queue.');
      try {
        await untilReady(client, connectPatience, signal);
        return await worker.open();
      } catch (error) {
        this.#options.logger.debug({ err: error }, 'A worker could not be opened; the consumer tries again.');
        await pause(retryPause, signal);
      }
    }
  }

  async #close(deadlineMs: number): Promise<void> {
    this.#closing.abort('the consumer closes');
    await this.#started?.catch((error: unknown) => {
      this.#options.logger.debug({ err: error }, 'The consumer was closed while it started.');
    });
    await Promise.all(this.#workers.map((worker) => worker.stopTaking()));
    if (!(await this.#endsWithin(deadlineMs))) {
      this.#forced.abort('the deadline has passed');
      await this.#endsWithin(handBackTime);
    }
    this.#ended.abort('the consumer has closed');
    await Promise.all(this.#workers.map((worker) => worker.close()));
    // What still waits for Redis ends with an error, and with it the last attempt.
    this.#client?.disconnect();
    await this.#running;
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const done = new Abort();
    const ended = this.#running.then(() => true);
    const result = await Promise.race([ended, pause(ms, done.signal).then(() => false)]);
    done.abort('waited enough');
    return result;
  }
}
