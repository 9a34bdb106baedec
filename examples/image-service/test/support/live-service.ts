import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fsStore } from '@safelight/adapter-fs-store';
import { sharpProcessor } from '@safelight/adapter-sharp';
import {
  createPipeline,
  createWorker,
  defaultPresets,
  type ImageProcessor,
  type Pipeline,
  type Task,
} from '@safelight/core';
import { type InMemoryServer, inMemoryServer } from '@safelight/core/in-memory';
import { pino } from 'pino';
import type { HttpConfig } from '../../src/config/config.ts';
import { EventFeed } from '../../src/events/event-feed.ts';
import { createApp } from '../../src/http/app.ts';
import { taskView } from '../../src/http/schemas/task-view.ts';
import { Metrics } from '../../src/metrics/metrics.ts';
import { DiskUploads, type DiskUploadsOptions } from '../../src/uploads/disk-uploads.ts';

/** What a test may have different. */
export interface LiveOptions {
  readonly config?: Partial<HttpConfig>;
  readonly processor?: ImageProcessor;
  readonly uploads?: Partial<DiskUploadsOptions>;
  /** Milliseconds after which the feed looks at silent tasks. */
  readonly silence?: number;
  /** Milliseconds between the feed's looks; default half of the silence. */
  readonly lookEvery?: number;
}

/** The service on embedded engines, listening, as a client finds it. */
export interface LiveService extends AsyncDisposable {
  readonly url: string;
  readonly server: Server;
  readonly pipeline: Pipeline;
  /** What stands for Redis and MongoDB: its channel's `weather` makes the bus lossy. */
  readonly engines: InMemoryServer;
  readonly uploads: DiskUploads;
  readonly metrics: Metrics;
  readonly inputDir: string;
  readonly outputDir: string;
  /** Begins shutdown, as SIGTERM does. */
  drain(): void;
  /** Submits a sample photograph. */
  submit(): Promise<Task>;
  /** Submits one, and gives it completed. */
  complete(): Promise<Task>;
  /** Every file below the uploads folder, with slashes; those under way are in `.tmp`. */
  uploaded(): Promise<readonly string[]>;
}

/** A small photograph that is there in every service. */
export const sample: string = path.resolve(import.meta.dirname, '../../samples/fig.jpg');

/** Starts a service on folders and a port of its own. */
export async function startLive(options: LiveOptions = {}): Promise<LiveService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'safelight-live-'));
  const [inputDir, outputDir] = [path.join(folder, 'input'), path.join(folder, 'output')];
  await Promise.all([mkdir(inputDir), mkdir(outputDir)]);
  await copyFile(sample, path.join(inputDir, 'fig.jpg'));

  const engines = inMemoryServer();
  const connection = engines.connect();
  const pipeline = createPipeline<string>({
    presets: defaultPresets,
    ...connection,
    pollEvery: 100,
    closeTimeout: 1_000,
  });
  const worker = createWorker({
    ...connection,
    ...fsStore({ root: inputDir, output: outputDir }),
    processor: options.processor ?? sharpProcessor(),
    closeTimeout: 100,
  });
  const config: HttpConfig = { ...defaults, inputDir, outputDir, ...options.config };
  const logger = pino({ level: 'silent' });
  const { silence = 200, lookEvery = silence / 2 } = options;
  const viewOf = (task: Task) => taskView(task, config.outputPrefix);
  const feed = new EventFeed({ bus: connection.bus, pipeline, viewOf, logger, silence, lookEvery });
  const uploads = new DiskUploads({ ...config, ...options.uploads });
  const metrics = new Metrics();
  const drain = new AbortController();
  const app = createApp({
    pipeline,
    presets: defaultPresets,
    config,
    logger,
    metrics,
    checks: async () => ({}),
    drain: drain.signal,
    feed,
    uploads,
  });
  await feed.start();
  await pipeline.start();
  await worker.start();
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');

  const submit = (): Promise<Task> => pipeline.submit('fig.jpg');
  return {
    url: `http://127.0.0.1:${address.port}`,
    server,
    pipeline,
    engines,
    uploads,
    metrics,
    inputDir,
    outputDir,
    drain: () => drain.abort(),
    submit,
    complete: async () => pipeline.waitFor((await submit()).id),
    async uploaded() {
      const entries = await readdir(path.join(inputDir, 'uploads'), { recursive: true, withFileTypes: true }).catch(
        () => [],
      );
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(inputDir, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
        .sort();
    },
    async [Symbol.asyncDispose]() {
      drain.abort();
      await uploads.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await feed.close();
      await worker.close();
      await pipeline.close();
      await rm(folder, { recursive: true });
    },
  };
}

const defaults: Omit<HttpConfig, 'inputDir' | 'outputDir'> = {
  readKeys: [],
  writeKeys: [],
  corsOrigins: [],
  rateLimit: 0,
  trustProxy: 0,
  maxUploadBytes: 20_971_520,
  maxBodyBytes: 102_400,
  outputPrefix: '/output',
  maxRelayLag: 30_000,
  maxStreams: 1_000,
  heartbeatEvery: 15_000,
};

/** Image work that waits to be let on, before each derivative. */
export class GatedProcessor implements ImageProcessor {
  readonly #inner: ImageProcessor = sharpProcessor();
  readonly #waiting: (() => void)[] = [];
  #passes = 0;

  /** Lets the next `derivatives` be made. */
  pass(derivatives: number): void {
    this.#passes += derivatives;
    while (this.#passes > 0 && this.#waiting.length > 0) {
      this.#passes--;
      this.#waiting.shift()?.();
    }
  }

  async *derive(
    ...[source, presets, context]: Parameters<ImageProcessor['derive']>
  ): ReturnType<ImageProcessor['derive']> {
    for await (const derivative of this.#inner.derive(source, presets, context)) {
      if (this.#passes > 0) this.#passes--;
      else {
        await new Promise<void>((resolve) => {
          this.#waiting.push(resolve);
          context.signal.addEventListener('abort', () => resolve());
        });
      }
      yield derivative;
    }
  }
}
