import {
  type InMemoryConnection,
  InMemoryImageProcessor,
  InMemoryImageStore,
  type InMemoryOptions,
  type InMemoryServer,
  InMemorySourceReader,
  inMemoryServer,
  pretendedImage,
} from '../../src/in-memory/index.ts';
import {
  createPipeline,
  createWorker,
  type DomainEvent,
  type Logger,
  type Pipeline,
  type PipelineOptions,
  type SettledHandler,
  type Task,
  type Worker,
  type WorkerOptions,
} from '../../src/index.ts';
import { FaultSwitches, VirtualClock } from '../../src/testing/index.ts';

/** A log that tests can read. */
export interface ReadableLog extends Logger {
  readonly lines: { readonly level: string; readonly message: string; readonly fields: Record<string, unknown> }[];
}

export function readableLog(): ReadableLog {
  const lines: ReadableLog['lines'] = [];
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...fields } });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** A whole service on a virtual clock, with switches for what may fail. */
export class Service {
  readonly clock: VirtualClock = new VirtualClock();
  readonly faults: FaultSwitches = new FaultSwitches();
  readonly log: ReadableLog = readableLog();
  readonly server: InMemoryServer;
  readonly events: DomainEvent[] = [];
  readonly images: InMemoryImageStore;

  constructor(options: Partial<InMemoryOptions> = {}) {
    this.server = inMemoryServer({ runtime: this.clock.runtime, ...options });
    this.images = new InMemoryImageStore(this.clock.runtime);
    this.server.channel.onSend = (message) => {
      if (typeof message !== 'string') this.events.push(message);
    };
  }

  connect(): InMemoryConnection {
    return this.server.connect(this.faults.wire);
  }

  /** A connection whose process is killed at its first call of an operation, before it takes effect. */
  connectDoomed(operation: string): InMemoryConnection {
    const doomed = this.server.connect(async (called, effect) => {
      if (called === operation) {
        doomed.process.kill();
        return new Promise(() => {});
      }
      return this.faults.wire(called, effect);
    });
    return doomed;
  }

  /** A pipeline that has started, of a process of its own. */
  async pipeline(
    options: Partial<PipelineOptions> = {},
    connection: InMemoryConnection = this.connect(),
    handlers: Readonly<Record<string, SettledHandler>> = {},
  ): Promise<Pipeline> {
    const runtime = connection.process.runtime(this.clock.runtime);
    const pipeline = createPipeline<string>({ ...connection, runtime, logger: this.log, ...options });
    for (const [name, handler] of Object.entries(handlers)) pipeline.onSettled(name, handler);
    await pipeline.start();
    return pipeline;
  }

  /** A worker that has started. `missing.jpg` is not there, `broken.jpg` is cut short. */
  async worker(options: Partial<WorkerOptions> = {}, connection: InMemoryConnection = this.connect()): Promise<Worker> {
    const sources = new InMemorySourceReader((path) => {
      if (path === 'missing.jpg') return undefined;
      return path === 'broken.jpg' ? pretendedImage(1, 1).slice(0, 5) : pretendedImage(4000, 3000, path);
    }, this.faults.wire);
    const runtime = connection.process.runtime(this.clock.runtime);
    const processor = new InMemoryImageProcessor(this.faults.wire);
    const worker = createWorker({
      ...connection,
      sources,
      images: this.images,
      processor,
      runtime,
      logger: this.log,
      ...options,
    });
    await worker.start();
    return worker;
  }

  /** What is stored of a task. */
  stored(id: string): Task {
    const task = this.server.tasks.get(id);
    if (task === undefined) throw new Error(`No task ${id} is stored.`);
    return task;
  }

  /** Lets time pass until the task is so; fails after ten virtual minutes. */
  async until(what: string, condition: () => boolean): Promise<void> {
    if (!(await this.clock.runUntil(condition, 600_000))) throw new Error(`Ten minutes went by without: ${what}`);
  }

  async untilSettled(id: string): Promise<Task> {
    await this.until(`${id} settled`, () => this.server.tasks.get(id)?.settled === true);
    return this.stored(id);
  }

  /** What a promise gives, while time goes on. */
  async result<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = promise.finally(() => {
      isDone = true;
    });
    done.catch(() => 'told by the caller, who awaits the promise');
    await this.until('an answer', () => isDone);
    return promise;
  }

  typesOf(id: string): readonly string[] {
    return this.events.filter((event) => event.taskId === id).map((event) => event.eventType);
  }
}
