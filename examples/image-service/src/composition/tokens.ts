/**
 * What the modules bind and ask for, each with its type beside it: Inversify can't know the type behind
 * a name, so `bind<T>` and `get<T>` must name the one given here.
 */
export const tokens = {
  /** `Presets` of core: which derivatives are made. */
  presets: 'presets',
  /** `Engines` of core: queue, events, bus, repository, cache and lease. */
  engines: 'engines',
  /** `FsStore` of adapter-fs-store: where sources are read and derivatives are kept. */
  files: 'files',
  /** `ImageProcessor` of core. */
  processor: 'processor',
  /** `Pipeline` of core. */
  pipeline: 'pipeline',
  /** `RunningWorker`, see image-service.ts. */
  worker: 'worker',
  /** `ImageService`, see image-service.ts. */
  service: 'service',

  // What a process of the service has besides, see process-module.ts. A part that asks for one of these as optional
  // does without it in the demo.
  /** `Config`, see config.ts. */
  config: 'config',
  /** `Logger` of pino. */
  logger: 'logger',
  /** `AbortSignal`: aborts when the process is asked to end. */
  drain: 'drain',
  /** `Metrics`, see metrics.ts. */
  metrics: 'metrics',
  /** `PipelineSetup` of core-module.ts. */
  pipelineSetup: 'pipelineSetup',
  /** `WorkerSettings` of worker-module.ts. */
  workerSettings: 'workerSettings',
  /** `Webhook`, see webhook.ts; absent where nobody is told. */
  webhook: 'webhook',
  /** `Housekeeping`, see housekeeping.ts. */
  housekeeping: 'housekeeping',
  /** `EventFeed`, see event-feed.ts. */
  feed: 'feed',
  /** `DiskUploads`, see disk-uploads.ts. */
  uploads: 'uploads',
  /** `AdminQueues`, see admin-queues.ts; absent with engines that have none to show. */
  adminQueues: 'adminQueues',
  /** `HttpServer` of processes/http-server.ts: the API's, or a worker's. */
  server: 'server',
  /** `ServedPage`, see served-page.ts; absent where a demo serves none. */
  page: 'page',
  /** `Lifecycle`, see lifecycle.ts. */
  lifecycle: 'lifecycle',
} as const;
