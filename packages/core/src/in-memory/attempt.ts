import { Abort, onAbort } from '../application/abort.ts';
import {
  AbortedError,
  codeOf,
  isAbortedError,
  isInvalidInputError,
  isPermanentProcessingError,
  messageOf,
} from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import { isForeignJob, type Job, parseJob } from '../domain/job.ts';
import { defaultRetryPolicy, type RetryPolicy, retryDelay } from '../domain/retry-policy.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { AttemptContext, JobHandler } from '../ports/job-consumer.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { TakenJob } from './job-record.ts';
import type { JobTable } from './job-table.ts';
import type { Wire } from './wire.ts';

/** The pause between tries to reach the server, in milliseconds. */
const retryPause = 500;

/** What an attempt works with. */
export interface AttemptTools {
  readonly runtime: Runtime;
  readonly wire: Wire;
  /** Milliseconds; the lock is renewed at half of it. */
  readonly lockDuration: number;
  readonly workerId: string;
}

type OmitKeys<F, K extends PropertyKey> = F extends unknown ? Omit<F, K> : never;
type OwnFact = OmitKeys<Exclude<Fact, { type: 'completed' | 'failed' }>, 'taskId' | 'run' | 'attempt' | 'at'>;

/** One attempt at a job: tells its facts, keeps its lock, and reports how it ended. */
export class Attempt implements AttemptContext {
  readonly run: number;
  readonly attempt: number;
  readonly workerId: string;
  readonly signal: AbortSignalLike;
  readonly #tools: AttemptTools;
  readonly #table: JobTable;
  readonly #taken: TakenJob;
  readonly #abort = new Abort();
  readonly #over = new Abort();

  constructor(tools: AttemptTools, table: JobTable, taken: TakenJob) {
    this.#tools = tools;
    this.#table = table;
    this.#taken = taken;
    this.run = taken.record.ref.run;
    this.attempt = taken.attempt;
    this.workerId = tools.workerId;
    this.signal = this.#abort.signal;
  }

  /** Works the job to its end; never throws. `forced` aborts it and hands the job back. */
  async work(handle: JobHandler, forced: AbortSignalLike): Promise<void> {
    const stopForcing = onAbort(forced, () => this.#abort.abort('closing'));
    this.#taken.record.cancelled = () => void this.#hearCancel();
    void this.#renewLock();
    try {
      const report = await this.#outcomeOf(handle);
      await this.#reach(report);
    } catch (error) {
      const fields = { err: error, taskId: this.#taken.record.ref.taskId, workerId: this.workerId };
      this.#tools.runtime.log.warn(fields, 'The attempt could not report how it ended; the job goes to another one.');
    } finally {
      stopForcing();
      this.#over.abort('the attempt has ended');
    }
  }

  async progress(done: number, total: number): Promise<void> {
    try {
      await this.#tell({ type: 'progressed', done, total });
    } catch (error) {
      this.#tools.runtime.log.debug({ err: error, taskId: this.#taken.record.ref.taskId }, 'A progress was not told.');
    }
  }

  /** A word that is lost on its way is made up for when the lock is renewed. */
  async #hearCancel(): Promise<void> {
    try {
      await this.#call('consumer.cancel', () => this.#abort.abort('cancelled'));
    } catch (error) {
      this.#tools.runtime.log.debug(
        { err: error, taskId: this.#taken.record.ref.taskId },
        'A cancel was not heard yet.',
      );
    }
  }

  /** What to tell the queue at the end. */
  async #outcomeOf(handle: JobHandler): Promise<() => Promise<void>> {
    let retry: RetryPolicy = defaultRetryPolicy;
    try {
      const job = this.#readJob();
      retry = job.retry;
      const adoptable = isForeignJob(this.#taken.record.data) ? { job } : {};
      await this.#reach(() => this.#tell({ type: 'started', workerId: this.workerId, ...adoptable }));
      const result = await this.#unlessAborted(handle(job, this));
      return () => this.#call('consumer.complete', () => this.#table.complete(this.#taken, result));
    } catch (error) {
      if (this.signal.aborted) return this.#outcomeOfAbort();
      return () => this.#fail(error, retry);
    }
  }

  #outcomeOfAbort(): () => Promise<void> {
    switch (this.signal.reason) {
      case 'cancelled':
        return () => this.#call('consumer.drop', () => this.#table.drop(this.#taken));
      case 'closing':
        return () => this.#call('consumer.hand-back', () => this.#table.handBack(this.#taken));
      default:
        return async () => {};
    }
  }

  async #fail(error: unknown, retry: RetryPolicy): Promise<void> {
    const { record } = this.#taken;
    const attempts = record.failures + 1;
    const isPermanent = isPermanentProcessingError(error) || isInvalidInputError(error);
    const willRetry = !isPermanent && attempts < retry.attempts;
    const delay = willRetry ? retryDelay(retry, record.id, attempts) : 0;
    const failure = { code: codeOf(error), error: messageOf(error) };
    await this.#tell({ type: 'attempt-failed', ...failure, attempts, willRetry, delay });
    await this.#call('consumer.fail', () => this.#table.fail(this.#taken, failure, willRetry ? delay : undefined));
  }

  /** Calls until the server answers, or the lock is lost; while closing by force, once. */
  async #reach(call: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (isAbortedError(error) || ['lock lost', 'closing'].includes(String(this.signal.reason))) throw error;
        this.#tools.runtime.log.debug({ err: error }, 'The queue could not be reached; the attempt tries again.');
        await this.#tools.runtime.sleep(retryPause);
      }
    }
  }

  #tell(fact: OwnFact): Promise<void> {
    const { taskId, run } = this.#taken.record.ref;
    const { attempt } = this;
    // The queue checks no lock here, as BullMQ does not: a stale attempt's word is told apart by its number.
    return this.#call('consumer.tell', () => {
      this.#table.stream.append({ ...fact, taskId, run, attempt, at: this.#table.now() });
    });
  }

  #call(operation: string, effect: () => void): Promise<void> {
    return this.#tools.wire(operation, effect);
  }

  #readJob(): Job {
    const { record } = this.#taken;
    return parseJob(record.data, { queue: record.ref.queue });
  }

  /** The handler's result, or an {@link AbortedError} as soon as the attempt is aborted: it may not listen. */
  #unlessAborted<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = onAbort(this.signal, () => reject(new AbortedError(String(this.signal.reason))));
      work.then(resolve, reject).finally(stop);
    });
  }

  async #renewLock(): Promise<void> {
    const { runtime, wire, lockDuration } = this.#tools;
    const over = this.#over.signal;
    for (;;) {
      await runtime.sleep(lockDuration / 2, over);
      if (over.aborted) return;
      try {
        const lock = await wire('consumer.renew', () => this.#table.renew(this.#taken));
        if (lock !== 'held') return this.#abort.abort(lock);
      } catch (error) {
        runtime.log.debug({ err: error }, 'A lock was not renewed; it is tried again.');
      }
    }
  }
}
