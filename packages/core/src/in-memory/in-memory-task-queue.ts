import { ConfigError, UnavailableError } from '../domain/errors.ts';
import type { JobRef } from '../domain/id.ts';
import type { Job, JobSnapshot, QueueCounts } from '../domain/job.ts';
import type { EnqueueResult, TaskQueue } from '../ports/task-queue.ts';
import type { JobTable } from './job-table.ts';
import type { Wire } from './wire.ts';

/** {@link TaskQueue} on the jobs of an in-memory server. */
export class InMemoryTaskQueue implements TaskQueue {
  readonly #queues: ReadonlyMap<string, JobTable>;
  readonly #wire: Wire;
  #closed = false;

  constructor(queues: ReadonlyMap<string, JobTable>, wire: Wire) {
    this.#queues = queues;
    this.#wire = wire;
  }

  enqueue(jobs: readonly Job[]): Promise<readonly EnqueueResult[]> {
    return this.#call('queue.enqueue', () => {
      const tables = jobs.map((job) => this.#table(job.queue));
      return jobs.map((job, index) => (tables[index] ?? this.#table(job.queue)).enqueue(job));
    });
  }

  inspect(refs: readonly JobRef[]): Promise<readonly JobSnapshot[]> {
    return this.#call('queue.inspect', () => refs.map((ref) => this.#table(ref.queue).inspect(ref)));
  }

  cancel(ref: JobRef): Promise<void> {
    return this.#call('queue.cancel', () => this.#table(ref.queue).cancel(ref));
  }

  counts(): Promise<QueueCounts> {
    return this.#call('queue.counts', () =>
      Object.fromEntries([...this.#queues].map(([name, table]) => [name, table.counts()])),
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #call<T>(operation: string, effect: () => T): Promise<T> {
    if (this.#closed) return Promise.reject(new UnavailableError('queue', 'This task queue was closed; make another.'));
    return this.#wire(operation, effect);
  }

  #table(name: string): JobTable {
    const table = this.#queues.get(name);
    if (table === undefined) {
      throw new ConfigError('The queue', [
        `${name}: is none of ${[...this.#queues.keys()].join(', ')}; name it in \`queues\``,
      ]);
    }
    return table;
  }
}
