import {
  Abort,
  AbortedError,
  type AbortSignalLike,
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
  onAbort,
  parseJobResult,
  type RetryPolicy,
  retryDelay,
} from '@safelight/core';
import type { AttemptTools } from './attempt-tools.ts';
import { tellFact, tellInPassing, tellUnlessCancelled } from './fact-telling.ts';
import { keepLock } from './keep-lock.ts';
import type { DropReason, Subject } from './outcome.ts';
import type { OwnFact } from './own-fact.ts';
import { readJob, subjectOfJob } from './read-job.ts';
import { LostJobError, type TakenJob } from './taken-job.ts';
import { pause, unlessAborted } from './waiting.ts';

/** The pause between tries to reach Redis, in milliseconds. */
const retryPause = 500;

/** Tells the queue; gives the next job where one came with the answer. */
type Report = () => Promise<TakenJob | undefined>;

/** One attempt at a job: tells its facts, keeps its lock, and reports how it ended. */
export class Attempt implements AttemptContext {
  readonly run: number;
  readonly attempt: number;
  readonly workerId: string;
  readonly #tools: AttemptTools;
  readonly #taken: TakenJob;
  readonly #subject: Subject | undefined;
  readonly #abort = new Abort();
  readonly #over = new Abort();

  constructor(tools: AttemptTools, taken: TakenJob) {
    this.#tools = tools;
    this.#taken = taken;
    this.#subject = subjectOfJob(taken.data, taken.id);
    this.run = this.#subject?.run ?? 1;
    this.attempt = taken.attempt;
    this.workerId = tools.workerId;
  }

  get signal(): AbortSignalLike {
    return this.#abort.signal;
  }

  /** Works the job to its end; gives the next one where it was taken along. Never throws. */
  async work(handle: JobHandler): Promise<TakenJob | undefined> {
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
      return await this.#reach(report);
    } catch (error) {
      log.warn(
        { ...this.#fields(), err: error },
        'The attempt could not report how it ended; the job goes to another one.',
      );
      return undefined;
    } finally {
      for (const stop of stops) stop();
      this.#over.abort('the attempt has ended');
    }
  }

  /** Sent at once and not waited for: what is told later on the same connection stands after it. */
  async progress(done: number, total: number): Promise<void> {
    const { run, attempt } = this;
    if (!this.#subject || this.signal.aborted || this.#over.signal.aborted) return;
    const fact: OwnFact = { type: 'progressed', taskId: this.#subject.taskId, run, attempt, done, total };
    tellInPassing(this.#tools.telling, this.#taken.id, fact).catch((error: unknown) =>
      this.#tools.log.debug({ ...this.#fields(), err: error }, 'A progress was not told.'),
    );
  }

  /** What to tell the queue at the end. */
  async #outcomeOf(handle: JobHandler): Promise<Report> {
    let retry: RetryPolicy = defaultRetryPolicy;
    try {
      const job = this.#readable();
      const unworked = await this.#unworkable(job);
      if (unworked) return unworked;
      const worked = job ?? readJob(this.#taken.data, this.#tools.queue);
      retry = worked.retry;
      if (!(await this.#reach(() => this.#start(worked)))) return this.#dropped('cancelled');
      const { run, attempt } = this;
      const result = parseJobResult({ ...(await this.#handled(handle, worked)), run, attempt });
      return () => this.#taken.complete(worked, result, this.#tools.takesNext());
    } catch (error) {
      if (error instanceof LostJobError) throw error;
      if (this.signal.aborted) return this.#outcomeOfAbort();
      return () => this.#fail(error, retry);
    }
  }

  /** What to tell of a job that must not, or can't, be worked here; undefined for any other. */
  async #unworkable(job: Job | undefined): Promise<Report | undefined> {
    const taken = this.#taken;
    const properId = job && jobIdOf(job);
    const isMisfiled = properId !== undefined && properId !== taken.id;
    // Of any other job it is asked in the same step in which its start is told.
    const isOrdinary = job !== undefined && !isMisfiled && taken.deferredFailure === undefined;
    if (isOrdinary) return undefined;
    if (await this.#reach(() => this.#tools.isCancelled(taken.id))) return this.#dropped('cancelled');
    if (isMisfiled) {
      await this.#reach(() => this.#tools.refile(taken, properId));
      return this.#dropped('refiled');
    }
    if (taken.deferredFailure === undefined) return undefined;
    const error = `The job stalled more often than the ${this.#tools.maxStalledCount} time(s) allowed: its worker died or was blocked.`;
    const failure = { code: errorCodes.workerLost, error, attempt: this.attempt, attempts: taken.failures };
    return only(() => taken.giveUp(this.#subject, failure));
  }

  /** Tells that the attempt begins, unless its job was cancelled: gives whether it may. */
  #start(job: Job): Promise<boolean> {
    const { taskId, run } = job;
    const { workerId, attempt } = this;
    const adoptable = isForeignJob(this.#taken.data) ? { job } : {};
    const fact: OwnFact = { type: 'started', taskId, run, attempt, workerId, ...adoptable };
    return tellUnlessCancelled(this.#tools.telling, this.#taken.id, fact);
  }

  /** The job; undefined where it can't be read. */
  #readable(): Job | undefined {
    try {
      return readJob(this.#taken.data, this.#tools.queue);
    } catch (error) {
      if (isInvalidInputError(error)) return undefined;
      throw error;
    }
  }

  #dropped(reason: DropReason): Report {
    return only(() => this.#taken.drop(reason));
  }

  #outcomeOfAbort(): Report {
    switch (this.signal.reason) {
      case 'cancelled':
        return this.#dropped('cancelled');
      case 'closing':
        return only(() => this.#taken.handBack());
      default:
        return async () => undefined;
    }
  }

  async #fail(error: unknown, retry: RetryPolicy): Promise<undefined> {
    const taken = this.#taken;
    const attempts = taken.failures + 1;
    const isPermanent = isPermanentProcessingError(error) || isInvalidInputError(error);
    const willRetry = !isPermanent && attempts < retry.attempts;
    const delay = willRetry ? retryDelay(retry, taken.id, attempts) : 0;
    const failure = { code: codeOf(error), error: messageOf(error), attempts };
    if (this.#subject) {
      const { attempt } = this;
      const fact: OwnFact = { type: 'attempt-failed', ...this.#subject, attempt, ...failure, willRetry, delay };
      await tellFact(this.#tools.telling, taken.id, fact);
    }
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

  #fields(): object {
    const { taskId } = this.#subject ?? {};
    return { taskId, run: this.run, attempt: this.attempt, jobId: this.#taken.id, workerId: this.workerId };
  }
}

/** A report that no next job comes with. */
function only(report: () => Promise<void>): Report {
  return async () => {
    await report();
    return undefined;
  };
}
