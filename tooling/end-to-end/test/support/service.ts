import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SuiteServerSet } from '@safelight-tooling/test-services/vitest';
import { type Collection, type Document, MongoClient } from 'mongodb';
import { onTestFinished } from 'vitest';
import type { ApiRequest, HandlerCall, WorkerRequest } from '../../src/messages.ts';
import type { ApiSettings, ImageSettings, ServiceSettings, WorkerSettings } from '../../src/settings.ts';
import { Bell } from './bell.ts';
import { Ear } from './ear.ts';
import { ServiceProcess } from './service-process.ts';

/** Real photographs, among them `fig.jpg` (2572 x 1740) and `two-dogs.jpg`. */
const photos = fileURLToPath(new URL('../../../../examples/image-service/samples', import.meta.url));

/** How long processes may take to end once they are closed, in milliseconds; a timer of a library takes longer. */
const longestExit = 1_500;

/** An API process. */
export type Api = ServiceProcess<ApiRequest>;
/** A worker process. */
export type WorkerProcess = ServiceProcess<WorkerRequest>;

/** A service of several processes on real servers, with a foreign subscriber beside it. */
export class Service {
  readonly ear: Ear;
  /** The tasks as MongoDB has them, by the plain driver. */
  readonly documents: Collection<{ readonly _id: string } & Document>;
  /** The calls of `onSettled` handlers, of all processes. */
  readonly calls: HandlerCall[] = [];
  readonly settings: ServiceSettings;
  /** The folder of the derivatives; made with the first one. */
  readonly output: string;
  readonly #bell = new Bell();
  readonly #processes: ServiceProcess<ApiRequest | WorkerRequest>[] = [];

  private constructor(settings: ServiceSettings, ear: Ear, mongo: MongoClient, folder: string) {
    this.settings = settings;
    this.ear = ear;
    this.documents = mongo.db(settings.database).collection('tasks');
    this.output = join(folder, 'output');
  }

  /** Ends with the test, whatever comes of it; a test that is content with it calls {@link close} before. */
  static async on(
    { redis, mongo }: SuiteServerSet,
    engines: Partial<Pick<ServiceSettings, 'bullmq' | 'redis'>> = {},
  ): Promise<Service> {
    const namespace = redis.namespace();
    const settings: ServiceSettings = {
      redisUrl: redis.url,
      mongoUrl: mongo.url,
      database: mongo.databaseName(),
      namespace,
      bullmq: {},
      redis: {},
      ...engines,
    };
    const folder = await mkdtemp(join(tmpdir(), 'safelight-e2e-'));
    const client = new MongoClient(mongo.url);
    const service = new Service(settings, await Ear.on(redis.url), client, folder);
    onTestFinished(async ({ task }) => {
      if (task.result?.state === 'fail') service.#printLogs();
      await Promise.all(service.#processes.map((one) => one.kill()));
      service.ear.close();
      await client.close();
      await rm(folder, { recursive: true, force: true });
    });
    return service;
  }

  async startApi(name: string, pipeline: ApiSettings['pipeline'] = {}): Promise<Api> {
    const api: Api = new ServiceProcess('api-process', name, (call) => {
      this.calls.push(call);
      this.#bell.ring();
    });
    this.#processes.push(api);
    await api.ask({ do: 'start', settings: { ...this.settings, pipeline } });
    return api;
  }

  async startWorker(
    workerId: string,
    own: Pick<ImageSettings, 'sources'> & Partial<Pick<WorkerSettings, 'concurrency' | 'stopAfter'>>,
  ): Promise<WorkerProcess> {
    const worker: WorkerProcess = new ServiceProcess('worker-process', workerId, () => {});
    this.#processes.push(worker);
    const { sources, ...rest } = own;
    const images: ImageSettings = { root: photos, output: this.output, sources };
    await worker.ask({ do: 'start', settings: { ...this.settings, concurrency: 2, ...rest, workerId, images } });
    return worker;
  }

  /** For the ends of how many tasks handlers were called. */
  get settledTasks(): number {
    return new Set(this.calls.map(({ taskId }) => taskId)).size;
  }

  /** Resolves once handlers were called for the ends of so many tasks. */
  async settled(count: number): Promise<void> {
    await this.#bell.until(() => (this.settledTasks >= count ? true : undefined));
  }

  /** A task's document as it is now. */
  async document(taskId: unknown): Promise<Document | null> {
    return this.documents.findOne({ _id: String(taskId) });
  }

  /** The log of all processes from `warn` on, as texts. */
  get log(): readonly string[] {
    return this.#processes.flatMap(({ name, log }) =>
      log.map(({ level, message, fields }) => `${name} ${level}: ${message} ${fields}`),
    );
  }

  /** How each process ended, by its name; undefined for one that runs. */
  get ends(): Readonly<Record<string, number | string | null | undefined>> {
    return Object.fromEntries(this.#processes.map(({ name, ended }) => [name, ended]));
  }

  /**
   * Closes what runs, the workers first, and gives how each process ended.
   *
   * @throws {Error} when something keeps a process alive after it was closed
   */
  async close(): Promise<Service['ends']> {
    const running = this.#processes.filter(({ ended }) => ended === undefined);
    for (const one of [...running].reverse()) await one.ask({ do: 'close' });
    const closedAt = performance.now();
    await Promise.all(running.map((one) => one.exit()));
    const took = performance.now() - closedAt;
    if (took > longestExit) throw new Error(`Something kept a closed process alive for ${Math.round(took)} ms.`);
    return this.ends;
  }

  #printLogs(): void {
    console.error(['What the processes logged:', ...this.log.slice(0, 100)].join('\n'));
  }
}
