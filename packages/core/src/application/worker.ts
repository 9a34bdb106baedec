import { integer, optional, string } from '../domain/check.ts';
import { AbortedError, errorCodes, SafelightError } from '../domain/errors.ts';
import type { StoredImage } from '../domain/image.ts';
import type { Job, JobResult } from '../domain/job.ts';
import { fillOptions, given, maybeGiven } from '../domain/options.ts';
import { imageNameOf } from '../domain/source.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { ImageProcessor } from '../ports/image-processor.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { AttemptContext, JobConsumer } from '../ports/job-consumer.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SourceReader } from '../ports/source-reader.ts';
import { sharedNames } from './option-names.ts';
import { runtimeWith } from './runtime-with.ts';
import { systemRuntime } from './system-runtime.ts';
import { withinTime } from './time-limit.ts';
import type { WorkerOptions } from './worker-options.ts';

type Filled = Required<Omit<WorkerOptions, 'logger' | 'runtime' | 'workerId'>> &
  Pick<WorkerOptions, 'logger' | 'runtime' | 'workerId'>;

const defaults = { concurrency: 2, attemptTimeout: 120_000, closeTimeout: 10_000 };

/** Takes jobs, makes their derivatives and stores them. Made by {@link createWorker}. */
export class Worker {
  readonly id: string;
  readonly #options: Filled;
  readonly #runtime: Runtime;
  #closing: Promise<void> | undefined;

  /** @internal Use {@link createWorker}. */
  constructor(options: WorkerOptions) {
    this.#options = fillOptions<Filled>(
      'The options of createWorker()',
      options,
      defaults,
      {
        consumer: given<JobConsumer>(),
        sources: given<SourceReader>(),
        images: given<ImageStore>(),
        processor: given<ImageProcessor>(),
        concurrency: integer({ min: 1, max: 1_000 }),
        workerId: optional(string({ min: 1, max: 255 })),
        attemptTimeout: integer({ min: 1 }),
        closeTimeout: integer({ min: 0 }),
        logger: maybeGiven<Logger>(),
        runtime: maybeGiven<Runtime>(),
      },
      sharedNames,
    );
    const runtime = this.#options.runtime ?? systemRuntime();
    const { logger: log } = this.#options;
    this.#runtime = runtimeWith(runtime, log ? { log } : {});
    this.id = this.#options.workerId ?? `worker-${runtime.newId()}`;
  }

  /** Begins to take jobs. @throws {NotRunningError} when started twice, or closed */
  async start(): Promise<void> {
    const { consumer, concurrency } = this.#options;
    await consumer.start((job, context) => this.#attempt(job, context), { workerId: this.id, concurrency });
  }

  /** Takes no more jobs, finishes those in hand or hands them back after `closeTimeout`. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#options.consumer.close(this.#options.closeTimeout);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #attempt(job: Job, context: AttemptContext): Promise<JobResult> {
    const { taskId, run } = job;
    const { attempt, workerId } = context;
    const fields = { ...job.context, taskId, run, attempt, workerId };
    this.#runtime.log.debug(fields, 'An attempt begins.');
    const limit = { limit: this.#options.attemptTimeout, late: () => this.#timeoutError(), outer: context.signal };
    const derived = (): Promise<JobResult> =>
      withinTime(this.#runtime, limit, (signal) => this.#derive(job, contextWith(context, signal)));
    try {
      const result = await this.#runtime.span('attempt', { taskId, run, attempt, workerId }, derived);
      const { processingTime } = result;
      this.#runtime.log.info({ ...fields, processingTime }, 'An attempt has made its derivatives.');
      return result;
    } catch (error) {
      this.#runtime.log.warn({ ...fields, err: error }, 'An attempt failed.');
      throw error;
    }
  }

  async #derive(job: Job, context: AttemptContext): Promise<JobResult> {
    const { sources, images, processor } = this.#options;
    const { signal } = context;
    const startedAt = this.#runtime.now();
    const source = await sources.read(job.source, signal);
    const imageName = imageNameOf(job.source);
    const stored: StoredImage[] = [];
    for await (const derivative of processor.derive(source, job.presets, context)) {
      stored.push(await images.write(derivative, { imageName, signal }));
      await context.progress(stored.length, job.presets.length);
    }
    if (signal.aborted) throw new AbortedError(String(signal.reason));
    assertWhole(stored, job);
    sources.release?.(source);
    const { run, attempt } = context;
    return { run, attempt, images: stored, processingTime: Math.max(0, this.#runtime.now() - startedAt) };
  }

  #timeoutError(): SafelightError {
    const { attemptTimeout } = this.#options;
    const message = `The attempt took longer than ${attemptTimeout} ms. Raise attemptTimeout if the sources need it.`;
    return new SafelightError(errorCodes.processingFailed, message);
  }
}

function contextWith(context: AttemptContext, signal: AbortSignalLike): AttemptContext {
  const { run, attempt, workerId } = context;
  return { run, attempt, workerId, signal, progress: (done, total) => context.progress(done, total) };
}

/** Every preset once, and nothing else: a task must not complete without one of its images. */
function assertWhole(stored: readonly StoredImage[], job: Job): void {
  const made = stored.map(({ resolution }) => resolution).sort();
  const wanted = job.presets.map(({ name }) => name).sort();
  if (made.join() === wanted.join()) return;
  const message = `The processor made the derivatives [${made.join(', ')}] of the presets [${wanted.join(', ')}].`;
  throw new SafelightError(errorCodes.processingFailed, message);
}

/**
 * Makes a worker. Does no I/O: that begins with `start()`.
 *
 * @throws {ConfigError} that lists every problem of the options
 */
export function createWorker(options: WorkerOptions): Worker {
  return new Worker(options);
}
