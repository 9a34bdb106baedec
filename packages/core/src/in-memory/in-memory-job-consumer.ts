import { Abort } from '../application/abort.ts';
import { Notifier } from '../application/notifier.ts';
import { NotRunningError } from '../domain/errors.ts';
import type { ConsumeOptions, JobConsumer, JobHandler } from '../ports/job-consumer.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Attempt } from './attempt.ts';
import type { TakenJob } from './job-record.ts';
import type { JobTable } from './job-table.ts';
import type { Wire } from './wire.ts';

/** What a consumer waits after the server could not be reached, in milliseconds. */
const retryPause = 1_000;

type JobInHand = TakenJob & { readonly table: JobTable };

/** {@link JobConsumer} on the jobs of an in-memory server; takes from its queues in turn. */
export class InMemoryJobConsumer implements JobConsumer {
  readonly #queues: readonly JobTable[];
  readonly #wire: Wire;
  readonly #runtime: Runtime;
  readonly #lockDuration: number;
  /** No more jobs are taken. */
  readonly #closing = new Abort();
  /** Jobs in hand are handed back. */
  readonly #forced = new Abort();
  /** Any queue has something new. */
  readonly #arrivals = new Notifier();
  #slots: Promise<void>[] | undefined;
  #inHand = 0;
  /** What is in hand is worked alone, or something waits for being so: no more is taken until nothing is in hand. */
  #isEmptying = false;

  constructor(queues: readonly JobTable[], wire: Wire, runtime: Runtime, lockDuration: number) {
    this.#queues = queues;
    this.#wire = wire;
    this.#runtime = runtime;
    this.#lockDuration = lockDuration;
  }

  async start(handle: JobHandler, options: ConsumeOptions): Promise<void> {
    if (this.#slots || this.#closing.signal.aborted) {
      throw new NotRunningError('This consumer was started, or closed, before: make one for each worker.');
    }
    for (const table of this.#queues) {
      table.attach();
      void this.#forwardChanges(table);
    }
    this.#slots = Array.from({ length: options.concurrency }, () => this.#work(handle, options.workerId));
  }

  async close(deadlineMs: number): Promise<void> {
    if (this.#closing.signal.aborted) {
      await this.#ended();
      return;
    }
    this.#closing.abort('the consumer closes');
    if (this.#slots === undefined) return;
    const done = new Abort();
    const timer = this.#runtime.sleep(deadlineMs, done.signal).then(() => this.#forced.abort('the consumer closes'));
    await this.#ended();
    done.abort('every job is out of hand');
    await timer;
    for (const table of this.#queues) table.detach();
  }

  async #ended(): Promise<void> {
    await Promise.all(this.#slots ?? []);
  }

  async #forwardChanges(table: JobTable): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await table.changes.wait(table.changes.version, signal);
      this.#arrivals.notify();
    }
  }

  async #work(handle: JobHandler, workerId: string): Promise<void> {
    const tools = { runtime: this.#runtime, wire: this.#wire, lockDuration: this.#lockDuration, workerId };
    let turn = 0;
    while (!this.#closing.signal.aborted) {
      const seen = this.#arrivals.version;
      let isTaken = false;
      const take = (): JobInHand | undefined => {
        const taken = this.#takeFrom(turn++);
        isTaken = taken !== undefined;
        return taken;
      };
      try {
        const taken = await this.#wire('consumer.take', take);
        if (taken) await new Attempt(tools, taken.table, taken).work(handle, this.#forced.signal);
        else await this.#arrivals.wait(seen, this.#closing.signal);
      } catch (error) {
        this.#runtime.log.warn({ err: error, workerId }, 'The queue could not be reached; the consumer tries again.');
        await this.#runtime.sleep(retryPause, this.#closing.signal);
      } finally {
        if (isTaken) this.#release();
      }
    }
  }

  #takeFrom(turn: number): JobInHand | undefined {
    if (this.#isEmptying) return undefined;
    for (let i = 0; i < this.#queues.length; i++) {
      const table = this.#queues[(turn + i) % this.#queues.length];
      const taken = table?.take();
      if (!table || !taken) continue;
      // It may be what its worker died of.
      this.#isEmptying = taken.record.stalls > 0;
      if (this.#isEmptying && this.#inHand > 0) {
        table.putBack(taken);
        return undefined;
      }
      this.#inHand++;
      return { ...taken, table };
    }
    return undefined;
  }

  #release(): void {
    if (--this.#inHand > 0) return;
    this.#isEmptying = false;
    this.#arrivals.notify();
  }
}
