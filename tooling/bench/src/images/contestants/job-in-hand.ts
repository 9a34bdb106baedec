import type { ConsumeOptions, Job, JobConsumer, JobHandler } from '@safelight/core';
import { defaultQueue, defaultRetryPolicy, type Preset, schemaVersion } from '@safelight/core';

/** A consumer without a queue: hands a worker one job, and waits for it. What a queue costs is not an image's matter. */
export class JobInHand implements JobConsumer {
  #handle: JobHandler | undefined;
  #workerId = '';
  #jobs = 0;

  async start(handle: JobHandler, { workerId }: ConsumeOptions): Promise<void> {
    this.#handle = handle;
    this.#workerId = workerId;
  }

  async close(): Promise<void> {
    this.#handle = undefined;
  }

  /** @throws {Error} before the worker has started */
  async work(path: string, presets: readonly Preset[]): Promise<void> {
    if (this.#handle === undefined) throw new Error('No worker has started with this consumer.');
    this.#jobs += 1;
    const job: Job = {
      schemaVersion,
      taskId: `bench-${this.#jobs}`,
      run: 1,
      queue: defaultQueue,
      source: { kind: 'path', path },
      presets,
      retry: defaultRetryPolicy,
      priority: 0,
      metadata: {},
      context: {},
    };
    const { signal } = new AbortController();
    const attempt = { run: 1, attempt: 1, workerId: this.#workerId, signal, progress: async () => {} };
    await this.#handle(job, attempt);
  }
}
