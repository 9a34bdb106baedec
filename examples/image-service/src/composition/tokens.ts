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
} as const;
