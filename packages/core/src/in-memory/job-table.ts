import { Abort } from '../application/abort.ts';
import { Notifier } from '../application/notifier.ts';
import { AbortedError, errorCodes, isInvalidInputError } from '../domain/errors.ts';
import type { Fact } from '../domain/fact.ts';
import { type JobRef, jobIdOf } from '../domain/id.ts';
import {
  type Job,
  type JobCounts,
  type JobFailure,
  type JobResult,
  type JobSnapshot,
  parseJob,
} from '../domain/job.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { EnqueueResult } from '../ports/task-queue.ts';
import { FactStream } from './fact-stream.ts';
import type { JobRecord, JobTableOptions, TakenJob } from './job-record.ts';
import { Tombstones } from './tombstones.ts';
import { WaitingList } from './waiting-list.ts';

/**
 * One queue of an in-memory server: a synchronous state machine. Locks, attempts and stalls behave as
 * BullMQ's do; what happened goes into the stream in order.
 */
export class JobTable {
  readonly name: string;
  readonly stream: FactStream;
  readonly changes: Notifier = new Notifier();
  readonly #runtime: Runtime;
  readonly #options: JobTableOptions;
  readonly #jobs = new Map<string, JobRecord>();
  readonly #waiting = new WaitingList<JobRecord>();
  readonly #finished: JobRecord[] = [];
  readonly #cancelled: Tombstones;
  readonly #active = new Set<JobRecord>();
  readonly #delayed = new Set<JobRecord>();
  #consumers = 0;
  /** Ends the timers, which run only while a consumer is there. */
  #timers = new Abort();
  #checking = false;
  #lastToken = 0;

  constructor(name: string, runtime: Runtime, options: JobTableOptions) {
    this.name = name;
    this.#runtime = runtime;
    this.#options = options;
    this.#cancelled = new Tombstones(runtime);
    this.stream = new FactStream(name, options.streamLength);
  }

  /** A consumer came: delays end and stalls are found while there is one. */
  attach(): void {
    if (this.#consumers++ > 0) return;
    this.#timers = new Abort();
    this.#checking = false;
    for (const record of this.#delayed) void this.#delay(record);
    void this.#lookForStalls();
  }

  /** A consumer left. */
  detach(): void {
    if (--this.#consumers === 0) this.#timers.abort('no consumer is left');
  }

  /** Loses every job, entry, position and tombstone, as a flushed Redis does. */
  flush(): void {
    this.loseJobs();
    this.#cancelled.clear();
    this.stream.lose();
  }

  /** Loses every job and keeps the stream, as a queue does that an operator cleared. */
  loseJobs(): void {
    this.#jobs.clear();
    this.#waiting.clear();
    this.#active.clear();
    this.#delayed.clear();
    this.#finished.length = 0;
  }

  enqueue(job: Job): EnqueueResult {
    const { taskId, run, queue } = job;
    const ref = { taskId, run, queue };
    const id = jobIdOf(ref);
    if (this.#jobs.has(id) || this.#cancelled.has(id)) return { ref, outcome: 'duplicate' };
    this.add(id, job, ref, job.priority);
    return { ref, outcome: 'added' };
  }

  /** Adds raw data under an id, as a foreign producer would. */
  add(id: string, data: unknown, ref: JobRef, priority = 0): void {
    const record: JobRecord = {
      id,
      data,
      ref,
      priority,
      state: 'waiting',
      attemptsStarted: 0,
      failures: 0,
      stalls: 0,
      delayedUntil: 0,
    };
    this.#jobs.set(id, record);
    this.#wait(record, 'last');
  }

  /** The queue's clock. */
  now(): number {
    return this.#runtime.now();
  }

  /** What is stored, for tests that look at the raw store. */
  get(id: string): JobRecord | undefined {
    return this.#jobs.get(id);
  }

  inspect(ref: JobRef): JobSnapshot {
    const record = this.#jobs.get(jobIdOf(ref));
    if (record === undefined) return { ref, state: 'missing' };
    const { state, result, failure } = record;
    const job = this.#readable(record);
    if (state === 'completed' && result) return { ref, state, ...job, result };
    if (state === 'failed' && failure) return { ref, state, ...job, failure };
    return { ref, state: 'open', ...job };
  }

  cancel(ref: JobRef): void {
    const id = jobIdOf(ref);
    const record = this.#jobs.get(id);
    if (record?.state === 'completed' || record?.state === 'failed') return;
    this.#cancelled.add(id);
    if (record === undefined) return;
    if (record.state === 'active') record.cancelled?.();
    else this.#forget(record);
  }

  counts(): JobCounts {
    const counts = { waiting: 0, delayed: 0, active: 0, completed: 0, failed: 0 };
    for (const record of this.#jobs.values()) counts[record.state]++;
    return counts;
  }

  /** Gives the next job to a consumer, with a lock on it. */
  take(): TakenJob | undefined {
    const record = this.#waiting.shift();
    if (record === undefined) return undefined;
    const token = ++this.#lastToken;
    record.state = 'active';
    record.attemptsStarted++;
    record.lock = { token, until: this.#runtime.now() + this.#options.lockDuration };
    this.#active.add(record);
    void this.#lookForStalls();
    return { record, token, attempt: record.attemptsStarted };
  }

  /** Prolongs the lock, unless it was lost, or the job cancelled. */
  renew(taken: TakenJob): 'held' | 'lock lost' | 'cancelled' {
    if (!this.#holds(taken)) return 'lock lost';
    taken.record.lock = { token: taken.token, until: this.#runtime.now() + this.#options.lockDuration };
    return this.#cancelled.has(taken.record.id) ? 'cancelled' : 'held';
  }

  /** Takes the attempt's result. @throws {AbortedError} where the lock was lost */
  complete(taken: TakenJob, result: JobResult): void {
    this.#release(taken);
    const { taskId, run } = taken.record.ref;
    const { images, processingTime } = result;
    const at = this.#runtime.now();
    this.#finish(taken.record, 'completed', { result });
    this.stream.append({ type: 'completed', taskId, run, attempt: taken.attempt, at, images, processingTime });
  }

  /**
   * Takes the attempt's failure: with a delay the job waits for its next attempt, without it has failed.
   *
   * @throws {AbortedError} where the lock was lost
   */
  fail(
    taken: TakenJob,
    failure: { readonly code: string; readonly error: string },
    retryAfter: number | undefined,
  ): void {
    this.#release(taken);
    const { record } = taken;
    record.failures++;
    if (retryAfter === undefined) this.#giveUp(record, taken.attempt, failure);
    else if (retryAfter === 0) this.#wait(record, 'last');
    else {
      record.state = 'delayed';
      record.delayedUntil = this.#runtime.now() + retryAfter;
      this.#delayed.add(record);
      void this.#delay(record);
    }
  }

  /** Puts the job back unworked, first in line. @throws {AbortedError} where the lock was lost */
  handBack(taken: TakenJob): void {
    this.#release(taken);
    this.#wait(taken.record, 'first');
  }

  /** As if it had not been taken: the next start is given the same number. @throws as `handBack` */
  putBack(taken: TakenJob): void {
    this.handBack(taken);
    taken.record.attemptsStarted--;
  }

  /** Forgets a job whose cancelled attempt has ended. @throws {AbortedError} where the lock was lost */
  drop(taken: TakenJob): void {
    this.#release(taken);
    this.#forget(taken.record);
  }

  /** The record's job, unless its data is none: it fails as soon as it is worked. */
  #readable(record: JobRecord): Pick<JobSnapshot, 'job'> {
    try {
      return { job: parseJob(record.data, { queue: this.name }) };
    } catch (error) {
      if (isInvalidInputError(error)) return {};
      throw error;
    }
  }

  #holds({ record, token }: TakenJob): boolean {
    return (
      this.#jobs.get(record.id) === record && record.lock?.token === token && record.lock.until > this.#runtime.now()
    );
  }

  #release(taken: TakenJob): void {
    if (!this.#holds(taken)) throw new AbortedError(`job ${taken.record.id} is no longer locked by this attempt`);
    delete taken.record.lock;
    delete taken.record.cancelled;
    this.#active.delete(taken.record);
  }

  #wait(record: JobRecord, place: 'first' | 'last'): void {
    record.state = 'waiting';
    this.#waiting.push(record, place);
    this.changes.notify();
  }

  async #delay(record: JobRecord): Promise<void> {
    const { signal } = this.#timers;
    await this.#runtime.sleep(Math.max(0, record.delayedUntil - this.#runtime.now()), signal);
    if (!signal.aborted && this.#delayed.delete(record)) this.#wait(record, 'last');
  }

  #giveUp(record: JobRecord, attempt: number, why: { readonly code: string; readonly error: string }): void {
    const failure: JobFailure = { attempt, attempts: record.failures, ...why };
    const { taskId, run } = record.ref;
    this.#finish(record, 'failed', { failure });
    const fact: Fact = { type: 'failed', taskId, run, at: this.#runtime.now(), ...failure };
    this.stream.append(fact);
  }

  #finish(record: JobRecord, state: 'completed' | 'failed', outcome: Pick<JobRecord, 'result' | 'failure'>): void {
    Object.assign(record, outcome, { state });
    this.#finished.push(record);
    if (this.#finished.length > this.#options.retainedJobs) {
      const oldest = this.#finished.shift();
      if (oldest && this.#jobs.get(oldest.id) === oldest) this.#jobs.delete(oldest.id);
    }
  }

  #forget(record: JobRecord): void {
    this.#waiting.delete(record);
    this.#delayed.delete(record);
    this.#active.delete(record);
    this.#jobs.delete(record.id);
  }

  /** Runs while jobs are active. */
  async #lookForStalls(): Promise<void> {
    if (this.#checking) return;
    this.#checking = true;
    const { signal } = this.#timers;
    while (this.#active.size > 0 && !signal.aborted) {
      await this.#runtime.sleep(this.#options.stalledInterval, signal);
      if (!signal.aborted) this.#checkStalls();
    }
    if (!signal.aborted) this.#checking = false;
  }

  #checkStalls(): void {
    for (const record of [...this.#active]) {
      if (record.lock && record.lock.until > this.#runtime.now()) continue;
      delete record.lock;
      delete record.cancelled;
      this.#active.delete(record);
      record.stalls++;
      if (this.#cancelled.has(record.id)) this.#forget(record);
      else if (record.stalls <= this.#options.maxStalledCount) this.#wait(record, 'first');
      else {
        // BullMQ starts the job once more to fail it, so that this counts as an attempt too.
        record.attemptsStarted++;
        const error = `The job stalled more often than the ${this.#options.maxStalledCount} time(s) allowed: its worker died or was blocked.`;
        this.#giveUp(record, record.attemptsStarted, { code: errorCodes.workerLost, error });
      }
    }
  }
}
