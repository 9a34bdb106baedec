import type { TaskStatus } from '@safelight/core';

/** The end of a run, as a receiver was told. */
export interface Told {
  readonly taskId: string;
  readonly run: number;
  readonly status: TaskStatus;
  /** Of the task when it was told. */
  readonly version: number;
  /** What makes two ends of one run the same or not: its status, with the files or the failure's code. */
  readonly outcome: string;
  /** Milliseconds since the run began. */
  readonly at: number;
}

/** What a webhook's receiver was told, call by call; and who waits for a task's end is told too. */
export class Book {
  readonly #calls: Told[] = [];
  readonly #firstByRun = new Map<string, Told>();
  readonly #latestByTask = new Map<string, Told>();
  readonly #waiting = new Map<string, Set<() => void>>();
  /** Calls whose signature was not valid. */
  forged = 0;

  get calls(): readonly Told[] {
    return this.#calls;
  }

  add(told: Told): void {
    this.#calls.push(told);
    const key = runKey(told.taskId, told.run);
    if (!this.#firstByRun.has(key)) this.#firstByRun.set(key, told);
    const latest = this.#latestByTask.get(told.taskId);
    if (latest === undefined || told.run >= latest.run) this.#latestByTask.set(told.taskId, told);
    for (const wake of [...(this.#waiting.get(told.taskId) ?? [])]) wake();
  }

  /** The first call for this run's end. */
  first(taskId: string, run: number): Told | undefined {
    return this.#firstByRun.get(runKey(taskId, run));
  }

  /** The call for the highest run of the task so far. */
  latest(taskId: string): Told | undefined {
    return this.#latestByTask.get(taskId);
  }

  /** Resolves once the end of this run, or of a later one, was told; or as soon as the signal aborts. */
  async ended(taskId: string, run: number, signal: AbortSignal): Promise<void> {
    const isTold = (): boolean => (this.latest(taskId)?.run ?? 0) >= run;
    if (isTold() || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(taskId) ?? new Set();
      this.#waiting.set(taskId, waiting);
      const look = (): void => {
        if (!isTold() && !signal.aborted) return;
        waiting.delete(look);
        signal.removeEventListener('abort', look);
        resolve();
      };
      waiting.add(look);
      signal.addEventListener('abort', look);
    });
  }
}

function runKey(taskId: string, run: number): string {
  return `${taskId} ${run}`;
}
