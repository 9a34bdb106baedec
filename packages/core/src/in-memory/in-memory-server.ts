import { systemRuntime } from '../application/system-runtime.ts';
import { array, type Check, integer } from '../domain/check.ts';
import { defaultQueue, queueNameCheck } from '../domain/job.ts';
import { fillOptions, maybeGiven } from '../domain/options.ts';
import type { Engines } from '../ports/engines.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Broadcast } from './broadcast.ts';
import { InMemoryEventBus } from './in-memory-event-bus.ts';
import { InMemoryJobConsumer } from './in-memory-job-consumer.ts';
import { InMemoryJobEvents } from './in-memory-job-events.ts';
import { InMemoryLease, LeaseTable } from './in-memory-lease.ts';
import { CacheTable, InMemoryTaskCache } from './in-memory-task-cache.ts';
import { InMemoryTaskQueue } from './in-memory-task-queue.ts';
import { InMemoryTaskRepository } from './in-memory-task-repository.ts';
import { JobTable } from './job-table.ts';
import { TaskTable } from './task-table.ts';
import { ProcessGate, plainWire, type Wire } from './wire.ts';

/** Options of {@link inMemoryServer}; times in milliseconds. */
export interface InMemoryOptions {
  /** Default: the platform's clock and timers. */
  readonly runtime?: Runtime;
  /** The names of the queues. Default `['default']`. */
  readonly queues: readonly string[];
  /** How long an attempt keeps its job without renewing its lock. Default 30,000. */
  readonly lockDuration: number;
  /** How often stalled jobs are looked for. Default 30,000. */
  readonly stalledInterval: number;
  /** Stalls after which a job fails. Default 1. */
  readonly maxStalledCount: number;
  /** Entries that a queue's event stream keeps. Default 10,000. */
  readonly streamLength: number;
  /** Finished jobs that a queue keeps. Default 1,000. */
  readonly retainedJobs: number;
  /** How long a lease outlives its holder. Default 10,000. */
  readonly leaseTtl: number;
  /** Tasks that the cache keeps. Default 10,000. */
  readonly cachedTasks: number;
}

const milliseconds: Check<number> = integer({ min: 1 });
const count: Check<number> = integer({ min: 0 });

const defaults: Omit<InMemoryOptions, 'runtime'> = {
  queues: [defaultQueue],
  lockDuration: 30_000,
  stalledInterval: 30_000,
  maxStalledCount: 1,
  streamLength: 10_000,
  retainedJobs: 1_000,
  leaseTtl: 10_000,
  cachedTasks: 10_000,
};

/** The engines of one client, which can be stopped as a process is. */
export interface InMemoryConnection extends Required<Engines> {
  /** Like SIGKILL, SIGSTOP and SIGCONT to the process that holds these engines. */
  readonly process: ProcessGate;
}

/**
 * What Redis and MongoDB are to the real adapters: queues, channel, tasks, cache and leases that any
 * number of clients share, in this process. Forgetful, otherwise real.
 */
export class InMemoryServer {
  readonly queues: ReadonlyMap<string, JobTable>;
  readonly channel: Broadcast;
  readonly tasks: TaskTable = new TaskTable();
  readonly cache: CacheTable;
  readonly leases: LeaseTable;
  readonly #runtime: Runtime;
  readonly #options: InMemoryOptions;

  /** @throws {ConfigError} that lists every problem of the options */
  constructor(options: Partial<InMemoryOptions> = {}) {
    const filled = fillOptions<InMemoryOptions>('The options of inMemory()', options, defaults, {
      runtime: maybeGiven<Runtime>(),
      queues: array(queueNameCheck, { min: 1 }),
      lockDuration: milliseconds,
      stalledInterval: milliseconds,
      maxStalledCount: count,
      streamLength: integer({ min: 1 }),
      retainedJobs: count,
      leaseTtl: milliseconds,
      cachedTasks: count,
    });
    const runtime = filled.runtime ?? systemRuntime();
    this.#runtime = runtime;
    this.#options = filled;
    this.queues = new Map(filled.queues.map((name) => [name, new JobTable(name, runtime, filled)]));
    this.channel = new Broadcast(runtime);
    this.cache = new CacheTable(filled.cachedTasks);
    this.leases = new LeaseTable(runtime, filled.leaseTtl);
  }

  /**
   * Another client's engines.
   *
   * @param wire the way to this server, for faults; the plain one by default
   */
  connect(wire: Wire = plainWire): InMemoryConnection {
    const process = new ProcessGate();
    const gated = process.wire(wire);
    const runtime = process.runtime(this.#runtime);
    const { log } = runtime;
    return {
      process,
      queue: new InMemoryTaskQueue(this.queues, gated),
      consumer: new InMemoryJobConsumer([...this.queues.values()], gated, runtime, this.#options.lockDuration),
      events: new InMemoryJobEvents(this.queues, gated),
      bus: new InMemoryEventBus(this.channel, gated, log),
      repository: new InMemoryTaskRepository(this.tasks, gated, () => this.#runtime.now()),
      cache: new InMemoryTaskCache(this.cache, gated, log),
      lease: new InMemoryLease(this.leases, gated, runtime),
    };
  }

  /** Loses all that the queues knew (jobs, streams, positions), as a flushed Redis does. The tasks stay. */
  flushQueues(): void {
    for (const table of this.queues.values()) table.flush();
  }
}

/** An {@link InMemoryServer}, to connect several clients to. */
export function inMemoryServer(options: Partial<InMemoryOptions> = {}): InMemoryServer {
  return new InMemoryServer(options);
}

/**
 * All engines in memory, for tests and for a first try: the same shape as the bundles of real
 * engines. One client of a server of its own; use {@link inMemoryServer} for several.
 */
export function inMemory(options: Partial<InMemoryOptions> = {}): InMemoryConnection {
  return inMemoryServer(options).connect();
}
