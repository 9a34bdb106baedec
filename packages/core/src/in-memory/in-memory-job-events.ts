import { Abort } from '../application/abort.ts';
import { ConfigError, UnavailableError } from '../domain/errors.ts';
import type { AbortSignalLike } from '../ports/abort-signal.ts';
import type { FactBatch, JobEvents, PartitionLag } from '../ports/job-events.ts';
import type { FactStream, StreamReader } from './fact-stream.ts';
import type { JobTable } from './job-table.ts';
import type { Wire } from './wire.ts';

/** The most facts of a batch. */
const batchLimit = 100;

/** {@link JobEvents} on the streams of an in-memory server. */
export class InMemoryJobEvents implements JobEvents {
  readonly #queues: ReadonlyMap<string, JobTable>;
  readonly #wire: Wire;
  readonly #closed = new Abort();

  constructor(queues: ReadonlyMap<string, JobTable>, wire: Wire) {
    this.#queues = queues;
    this.#wire = wire;
  }

  async partitions(): Promise<readonly string[]> {
    return [...this.#queues.keys()];
  }

  async *read(partition: string, signal: AbortSignalLike): AsyncGenerator<FactBatch, void> {
    const stream = this.#stream(partition);
    const reader: StreamReader = { position: undefined, losses: undefined };
    const ending = new Abort();
    const stops = [ending.follow(signal), ending.follow(this.#closed.signal)];
    try {
      while (!ending.signal.aborted) {
        const seen = stream.changes.version;
        const batch = await this.#wire('events.read', () => stream.next(reader, batchLimit));
        if (ending.signal.aborted) return;
        if (batch) yield batch;
        else await stream.changes.wait(seen, ending.signal);
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  async commit(batch: FactBatch): Promise<void> {
    const stream = this.#stream(batch.partition);
    await this.#wire('events.commit', () => stream.commit(batch));
  }

  async lag(): Promise<readonly PartitionLag[]> {
    if (this.#closed.aborted) throw new UnavailableError('queue', 'These job events were closed; make others.');
    return this.#wire('events.lag', () =>
      [...this.#queues].map(([partition, table]) => ({ partition, behind: behindOf(table) })),
    );
  }

  async close(): Promise<void> {
    this.#closed.abort('closed');
  }

  #stream(partition: string): FactStream {
    const table = this.#queues.get(partition);
    if (table === undefined) {
      throw new ConfigError('The partition', [`${partition}: is none of ${[...this.#queues.keys()].join(', ')}`]);
    }
    return table.stream;
  }
}

function behindOf(table: JobTable): number {
  const oldest = table.stream.oldestUnrelayed;
  return oldest === undefined ? 0 : Math.max(0, table.now() - oldest);
}
