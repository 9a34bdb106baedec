import { randomUUID } from 'node:crypto';
import type { AbortSignalLike, JobHandler } from '@safelight/core';
import type { Job as BullJob, Queue } from 'bullmq';
import { Attempt } from './attempt.ts';
import type { AttemptTools } from './attempt-tools.ts';
import { jobName, openBullQueue } from './bull-queue.ts';
import { CancelWatch } from './cancel-watch.ts';
import { areCancelled } from './cancelled-jobs.ts';
import { assertStreamLength } from './event-stream.ts';
import { FetchingWorker } from './fetching-worker.ts';
import type { BullMqOptions } from './options.ts';
import type { QueueKeys } from './queue-keys.ts';
import type { RedisClient } from './redis-client.ts';
import type { Slots } from './slots.ts';
import { LostJobError, TakenJob } from './taken-job.ts';
import { uncountStart } from './uncount-start.ts';
import { pause, unlessAborted } from './waiting.ts';

/** The pause after a job could not be taken, in milliseconds. */
const retryPause = 1_000;

/** What the workers of a consumer share. */
export interface WorkerTools {
  readonly options: BullMqOptions;
  readonly client: RedisClient;
  readonly workerId: string;
  readonly handle: JobHandler;
  readonly slots: Slots;
  /** True where this is the consumer's only queue: who ends a job may take the next one at once. */
  readonly isAlone: boolean;
  /** No more jobs are taken. */
  readonly closing: AbortSignalLike;
  /** Jobs in hand are handed back. */
  readonly forced: AbortSignalLike;
  /** Redis is not waited for any longer. */
  readonly ended: AbortSignalLike;
}

/**
 * Takes the jobs of one queue. BullMQ's worker fetches them, with its blocking wait, delays and stall
 * check; its own processing loop is not used, since that knows no total over several queues, loses
 * track of locks when one process holds two attempts at a job, and can't hand a job back.
 */
export class QueueWorker {
  readonly #keys: QueueKeys;
  readonly #tools: WorkerTools;
  readonly #watch: CancelWatch;
  readonly #inHand = new Set<Promise<void>>();
  readonly #assertLength: () => void;
  readonly #attemptTools: AttemptTools;
  #worker: FetchingWorker | undefined;
  #queue: Queue | undefined;

  constructor(keys: QueueKeys, tools: WorkerTools) {
    this.#keys = keys;
    this.#tools = tools;
    const { cancelInterval, logger, streamLength } = tools.options;
    this.#watch = new CancelWatch(tools.client, keys, cancelInterval, logger);
    this.#attemptTools = this.#toolsOfAttempts();
    this.#assertLength = () => {
      assertStreamLength(tools.client, keys, streamLength).catch((error: unknown) =>
        logger.debug({ err: error, queue: keys.name }, 'The length of the event stream was not asserted.'),
      );
    };
  }

  /** Resolves once jobs can be taken. Throws where Redis went away meanwhile: open again. */
  async open(): Promise<void> {
    const { options, client, workerId } = this.#tools;
    const keep = { count: options.retainedJobs, age: Math.ceil(options.retainedFor / 1_000) };
    const worker = new FetchingWorker(this.#keys.bullName, null, {
      connection: client,
      prefix: options.prefix,
      name: workerId,
      autorun: false,
      lockDuration: options.lockDuration,
      stalledInterval: options.stalledInterval,
      maxStalledCount: options.maxStalledCount,
      removeOnComplete: keep,
      removeOnFail: keep,
    });
    const fields = { queue: this.#keys.name, workerId };
    worker.on('error', (error) =>
      options.logger.debug({ ...fields, err: error }, 'A BullMQ worker reported an error.'),
    );
    try {
      await worker.waitUntilReady();
      await worker.startStalledCheckTimer();
    } catch (error) {
      await worker.close(true);
      throw error;
    }
    this.#worker = worker;
    this.#assertLength();
    client.on('ready', this.#assertLength);
  }

  /** Takes jobs until the consumer closes; resolves once none is in hand any more. */
  async run(): Promise<void> {
    const { closing, slots, options } = this.#tools;
    while (!closing.aborted) {
      await slots.untilFree(closing);
      if (closing.aborted) break;
      try {
        await this.#takeOne();
      } catch (error) {
        const fields = { err: error, queue: this.#keys.name };
        options.logger.warn(fields, 'No job could be taken; the worker tries again.');
        await pause(retryPause, closing);
      }
    }
    while (this.#inHand.size > 0) await Promise.all(this.#inHand);
  }

  /** Ends the wait for a job at once; jobs in hand go on. */
  async stopTaking(): Promise<void> {
    await this.#worker?.close(true);
  }

  /** Ends what is left, once no job is in hand. */
  async close(): Promise<void> {
    this.#watch.close();
    this.#tools.client.off('ready', this.#assertLength);
    await this.#queue?.close();
  }

  /** Waits for the next job and begins to work it. */
  async #takeOne(): Promise<void> {
    const token = randomUUID();
    const { closing, ended, slots } = this.#tools;
    const worker = this.#worker;
    if (worker === undefined) return;
    const job = await unlessAborted(next(worker, token), ended, () => new Error('The consumer has closed.'));
    if (job === undefined) return;
    const taken = new TakenJob(worker, job, token);
    // The last place went to another queue while this one waited, or it has to be alone; or the consumer closes.
    const places = closing.aborted ? 0 : slots.take(taken.hasStalled);
    if (places === 0) return this.#handBack(taken, token);
    const work = this.#workOn(taken, token, places).finally(() => this.#inHand.delete(work));
    this.#inHand.add(work);
  }

  /** Works a job, and those that are taken along as each completes, each in places of its own. Never throws. */
  async #workOn(first: TakenJob, token: string, firstPlaces: number): Promise<void> {
    const { closing, handle, slots } = this.#tools;
    let [taken, places] = [first, firstPlaces];
    while (places > 0) {
      const next = await new Attempt(this.#attemptTools, taken).work(handle);
      slots.release(places);
      if (next === undefined) return;
      taken = next;
      places = closing.aborted ? 0 : slots.take(next.hasStalled);
    }
    await this.#handBack(taken, token).catch((error: unknown) =>
      this.#tools.options.logger.debug(
        { err: error, jobId: taken.id },
        'A job was not handed back; it is left to the stall check.',
      ),
    );
  }

  async #handBack(taken: TakenJob, token: string): Promise<void> {
    try {
      if (await uncountStart(this.#tools.client, this.#keys, taken.id, token)) await taken.handBack();
    } catch (error) {
      if (!(error instanceof LostJobError)) throw error;
      this.#tools.options.logger.debug({ err: error, jobId: taken.id }, 'A job was no longer there to be handed back.');
    }
  }

  #toolsOfAttempts(): AttemptTools {
    const { client, options, workerId, closing, forced, ended, isAlone } = this.#tools;
    return {
      log: options.logger,
      queue: this.#keys.name,
      workerId,
      lockDuration: options.lockDuration,
      maxStalledCount: options.maxStalledCount,
      watch: this.#watch,
      telling: { client, keys: this.#keys, streamLength: options.streamLength },
      isCancelled: async (jobId) => (await areCancelled(client, this.#keys, [jobId]))[0] === true,
      takesNext: () => isAlone && !closing.aborted,
      refile: (job, jobId) => this.#refile(job, jobId),
      forced,
      ended,
    };
  }

  async #refile(taken: TakenJob, jobId: string): Promise<void> {
    this.#queue ??= openBullQueue(this.#keys, this.#tools.client, this.#tools.options);
    await this.#queue.add(jobName, taken.data, { jobId, priority: taken.priority });
  }
}

/** BullMQ's type leaves out that there may be none. */
async function next(worker: FetchingWorker, token: string): Promise<BullJob | undefined> {
  return worker.getNextJob(token);
}
