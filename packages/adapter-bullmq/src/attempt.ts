import {
  AbortedError,
  type AttemptContext,
  codeOf,
  defaultRetryPolicy,
  errorCodes,
  isForeignJob,
  isInvalidInputError,
  isPermanentProcessingError,
  type Job,
  type JobHandler,
  type JobResult,
  jobIdOf,
  messageOf,
  parseJobResult,
  type RetryPolicy,
  retryDelay,
} from '@safelight/core';
import type { AttemptTools } from './attempt-tools.ts';
import { keepLock } from './keep-lock.ts';
import type { Subject } from './outcome.ts';
import type { OwnFact } from './own-fact.ts';
import { readJob, subjectOfJob } from './read-job.ts';
import { LostJobError, type TakenJob } from './taken-job.ts';
import { onAbort, pause, unlessAborted } from './waiting.ts';

/** The pause between tries to reach Redis, in milliseconds. */
const retryPause = 500;
/** How long image work waits for a progress to be told, in milliseconds; it is told later then. */
const progressPatience = 1_000;

type OmitSubject<F> = F extends unknown ? Omit<F, 'taskId' | 'run' | 'attempt'> : never;
type Report = () => Promise<void>;

/** One attempt at a job: tells its facts, keeps its lock, and reports how it ended. */
export class Attempt implements AttemptContext {
  readonly run: number;
  readonly attempt: number;
  readonly workerId: string;
  readonly #tools: AttemptTools;
  readonly #taken: TakenJob;
  readonly #subject: Subject | undefined;
  readonly #abort = new AbortController();
  readonly #over = new AbortController();

  constructor(tools: AttemptTools, taken: TakenJob) {
    this.#tools = tools;
    this.#taken = taken;
    this.#subject = subjectOfJob(taken.data, taken.id);
    this.run = this.#subject?.run ?? 1;
    this.attempt = taken.attempt;
    this.workerId = tools.workerId;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Works the job to its end; never throws. */
  async work(handle: JobHandler): Promise<void> {
    const { forced, watch, log, lockDuration } = this.#tools;
    const stops = [
      onAbort(forced, () => this.#abort.abort('closing')),
      watch.add(this.#taken.id, () => this.#abort.abort('cancelled')),
    ];
    void keepLock(this.#taken, {
      lockDuration,
      over: this.#over.signal,
      onLost: () => this.#abort.abort('lock lost'),
      onError: (err) => log.debug({ ...this.#fields(), err }, 'A lock was not renewed; it is tried again.'),
    });
    try {
      const report = await this.#outcomeOf(handle);
      await this.#reach(report);
    } catch (error) {
      log.warn(
        { ...this.#fields(), err: error },
        'The attempt could not report how it ended; the job goes to another one.',
      );
    } finally {
      for (const stop of stops) stop();
      this.#over.abort();
    }
  }

  async progress(done: number, total: number): Promise<void> {
    if (this.signal.aborted || this.#over.signal.aborted) return;
    const told = new AbortController();
    try {
      await Promise.race([this.#tell({ type: 'progressed', done, total }), pause(progressPatience, told.signal)]);
    } catch (error) {
      this.#tools.log.debug({ ...this.#fields(), err: error }, 'A progress was not told.');
    } finally {
      told.abort();
    }
  }

  /** What to tell the queue at the end. */
  async #outcomeOf(handle: JobHandler): Promise<Report> {
    let retry: RetryPolicy = defaultRetryPolicy;
    try {
      const unworked = await this.#unworkable();
      if (unworked) return unworked;
      const job = readJob(this.#taken.data, this.#tools.queue);
      retry = job.retry;
      const adoptable = isForeignJob(this.#taken.data) ? { job } : {};
      await this.#reach(() => this.#tell({ type: 'started', workerId: this.workerId, ...adoptable }));
      const { run, attempt } = this;
      const result = parseJobResult({ ...(await this.#handled(handle, job)), run, attempt });
      return () => this.#taken.complete(job, result);
    } catch (error) {
      if (error instanceof LostJobError) throw error;
      if (this.signal.aborted) return this.#outcomeOfAbort();
      return () => this.#fail(error, retry);
    }
  }

  /** What to tell of a job that must not, or can't, be worked here; undefined for any other. */
  async #unworkable(): Promise<Report | undefined> {
    const taken = this.#taken;
    if (await this.#reach(() => this.#tools.isCancelled(taken.id))) return () => taken.drop('cancelled');
    const properId = this.#properId();
    if (properId !== undefined && properId !== taken.id) {
      await this.#reach(() => this.#tools.refile(taken, properId));
      return () => taken.drop('refiled');
    }
    if (taken.deferredFailure === undefined) return undefined;
    const error = `The job stalled more often than the ${this.#tools.maxStalledCount} time(s) allowed: its worker died or was blocked.`;
    const failure = { code: errorCodes.workerLost, error, attempt: this.attempt, attempts: taken.failures };
    return () => taken.giveUp(this.#subject, failure);
  }

  /** The id that the job should have; undefined where the job can't be read. */
  #properId(): string | undefined {
    try {
      return jobIdOf(readJob(this.#taken.data, this.#tools.queue));
    } catch (error) {
      if (isInvalidInputError(error)) return undefined;
      throw error;
    }
  }

  #outcomeOfAbort(): Report {
    switch (this.signal.reason) {
      case 'cancelled':
        return () => this.#taken.drop('cancelled');
      case 'closing':
        return () => this.#taken.handBack();
      default:
        return async () => {};
    }
  }

  async #fail(error: unknown, retry: RetryPolicy): Promise<void> {
    const taken = this.#taken;
    const attempts = taken.failures + 1;
    const isPermanent = isPermanentProcessingError(error) || isInvalidInputError(error);
    const willRetry = !isPermanent && attempts < retry.attempts;
    const delay = willRetry ? retryDelay(retry, taken.id, attempts) : 0;
    const failure = { code: codeOf(error), error: messageOf(error), attempts };
    if (this.#subject) await this.#tell({ type: 'attempt-failed', ...failure, willRetry, delay });
    if (willRetry) await taken.retry(error instanceof Error ? error : new Error(failure.error), delay);
    else await taken.giveUp(this.#subject, { ...failure, attempt: this.attempt }, error);
  }

  /** The handler's result, or an {@link AbortedError} as soon as the attempt is aborted: it may not listen. */
  #handled(handle: JobHandler, job: Job): Promise<JobResult> {
    return unlessAborted(handle(job, this), this.signal, () => new AbortedError(String(this.signal.reason)));
  }

  /** Calls until Redis answers; gives up once the attempt has lost its job, or the consumer has ended. */
  async #reach<T>(call: () => Promise<T>): Promise<T> {
    const { ended, log } = this.#tools;
    for (;;) {
      try {
        // A command that waits for a connection which no longer tries would never end.
        return await unlessAborted(call(), ended, () => new AbortedError('the consumer has closed'));
      } catch (error) {
        if (error instanceof LostJobError || this.signal.reason === 'lock lost' || ended.aborted) throw error;
        log.debug({ ...this.#fields(), err: error }, 'Redis could not be reached; the attempt tries again.');
        await pause(retryPause, ended);
      }
    }
  }

  async #tell(fact: OmitSubject<OwnFact>): Promise<void> {
    if (this.#subject) await this.#taken.tell({ ...fact, ...this.#subject, attempt: this.attempt });
  }

  #fields(): object {
    const { taskId } = this.#subject ?? {};
    return { taskId, run: this.run, attempt: this.attempt, jobId: this.#taken.id, workerId: this.workerId };
  }
}
