import type { Pipeline } from '../../application/pipeline.ts';
import type { Worker } from '../../application/worker.ts';
import type { InMemoryConnection } from '../../in-memory/in-memory-server.ts';
import type { Engines } from '../../ports/engines.ts';
import type { ImageProcessor } from '../../ports/image-processor.ts';
import type { ImageStore } from '../../ports/image-store.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Runtime } from '../../ports/runtime.ts';
import type { SourceReader } from '../../ports/source-reader.ts';

/** All that a composition takes: spread it into `createPipeline` and `createWorker`. */
export interface SimulatedEngines extends Required<Engines> {
  readonly sources: SourceReader;
  readonly images: ImageStore;
  readonly processor: ImageProcessor;
  /** The process's view of the virtual clock. Await nothing else that takes time. */
  readonly runtime: Runtime;
  /** Goes into the timeline. */
  readonly logger: Logger;
}

/** What a composition gives: what one process of the service holds. */
export interface Composition {
  readonly pipeline: Pipeline;
  readonly worker: Worker;
}

/** One life of a simulated process, from start to kill. */
export interface ProcessLife {
  readonly connection: InMemoryConnection;
  readonly composition: Composition;
}
