import { AbortedError, type AttemptContext, type Job, type JobConsumer, type JobResult } from '@safelight/core';
import { aResult } from '../builders/jobs.ts';
import { Inbox } from '../support/inbox.ts';
import { type Deferred, deferred, within } from '../support/waiting.ts';

/** An attempt in the puppet's hand: it ends when and how the test says. */
export class TakenAttempt {
  readonly job: Job;
  readonly context: AttemptContext;
  readonly #end: Deferred<JobResult> = deferred();

  constructor(job: Job, context: AttemptContext) {
    this.job = job;
    this.context = context;
  }

  /** Settles as the handler does. */
  get end(): Promise<JobResult> {
    return this.#end.promise;
  }

  /** Ends it well; gives what it handed back. */
  complete(over: Partial<JobResult> = {}): JobResult {
    const result = aResult(this.context.run, this.context.attempt, over);
    this.#end.resolve(result);
    return result;
  }

  /** Ends it with an error. */
  fail(error: unknown): void {
    this.#end.reject(error);
  }

  /** Ends it as a handler does that heeds its signal. */
  giveUp(): void {
    this.fail(new AbortedError('the test gives up'));
  }

  /** Resolves once its signal aborts. */
  async aborted(ms: number, what: string): Promise<void> {
    const told = deferred();
    this.context.signal.addEventListener('abort', () => told.resolve());
    if (this.context.signal.aborted) told.resolve();
    await within(ms, `${what}: the signal aborts`, told.promise);
  }
}

/** How a {@link PuppetWorker} is started. */
export interface PuppetOptions {
  readonly workerId?: string;
  readonly concurrency?: number;
  /** Called with each attempt as it is taken; to let all of them end the same way, for example. */
  readonly onTaken?: (attempt: TakenAttempt) => void;
}

/** A worker in the test's hands. */
export class PuppetWorker {
  readonly #taken = new Inbox<TakenAttempt>();
  #inHand = 0;
  /** The most jobs that it had in hand at once. */
  mostInHand = 0;

  /** Starts the consumer; resolves once it takes jobs. */
  static async of(consumer: JobConsumer, options: PuppetOptions = {}): Promise<PuppetWorker> {
    const { workerId = 'puppet', concurrency = 1, onTaken = () => {} } = options;
    const worker = new PuppetWorker();
    await consumer.start((job, context) => worker.#handle(new TakenAttempt(job, context), onTaken), {
      workerId,
      concurrency,
    });
    return worker;
  }

  /** Every attempt so far, in the order taken. */
  get taken(): readonly TakenAttempt[] {
    return this.#taken.all;
  }

  /** The ids of the jobs taken so far, with the attempt: `photo-1#2`. */
  get log(): readonly string[] {
    return this.taken.map(({ job, context }) => `${job.taskId}#${context.attempt}`);
  }

  /** The next attempt that it takes. */
  next(ms: number, what: string): Promise<TakenAttempt> {
    return this.#taken.next(ms, what);
  }

  async #handle(attempt: TakenAttempt, onTaken: (attempt: TakenAttempt) => void): Promise<JobResult> {
    this.#inHand += 1;
    this.mostInHand = Math.max(this.mostInHand, this.#inHand);
    this.#taken.push(attempt);
    onTaken(attempt);
    try {
      return await attempt.end;
    } finally {
      this.#inHand -= 1;
    }
  }
}
