import { isUnavailableError } from '../domain/errors.ts';
import type { JobRef } from '../domain/id.ts';
import { jobIdOf } from '../domain/id.ts';
import type { Job } from '../domain/job.ts';
import type { Logger } from '../ports/logger.ts';
import type { TaskQueue } from '../ports/task-queue.ts';
import { Background } from './background.ts';

/** The most jobs that go to the queue in one call. */
const bulk = 500;

/**
 * Takes jobs to the queue behind the caller's back: what arrives while a call is under way goes
 * together in the next, which is several times as fast as one call a job. A job that the queue does
 * not take is left to the reconciler, which finds its task due.
 */
export class Enqueuer {
  readonly #queue: TaskQueue;
  readonly #log: Logger;
  readonly #background = new Background();
  #waiting = new Map<string, Job>();
  #isRunning = false;

  constructor(queue: TaskQueue, log: Logger) {
    this.#queue = queue;
    this.#log = log;
  }

  add(job: Job): void {
    this.#waiting.set(jobIdOf(job), job);
    if (!this.#isRunning) this.#background.run(() => this.#drain());
  }

  /** Forgets a job that has not gone to the queue yet. */
  drop(ref: JobRef): void {
    this.#waiting.delete(jobIdOf(ref));
  }

  /** Resolves once every job was taken to the queue, or given up. */
  idle(): Promise<void> {
    return this.#background.idle();
  }

  async #drain(): Promise<void> {
    this.#isRunning = true;
    while (this.#waiting.size > 0) {
      const jobs = [...this.#waiting.values()].slice(0, bulk);
      for (const job of jobs) this.#waiting.delete(jobIdOf(job));
      await this.#enqueue(jobs);
    }
    this.#isRunning = false;
  }

  async #enqueue(jobs: readonly Job[]): Promise<void> {
    try {
      await this.#queue.enqueue(jobs);
    } catch (error) {
      if (jobs.length > 1 && !isUnavailableError(error)) {
        // One of them is at fault: it must not keep the others.
        for (const job of jobs) await this.#enqueue([job]);
        return;
      }
      const fields = { err: error, taskIds: jobs.map((job) => job.taskId) };
      this.#log.warn(fields, 'Jobs were not enqueued; the reconciler does it once their tasks are due.');
    }
  }
}
