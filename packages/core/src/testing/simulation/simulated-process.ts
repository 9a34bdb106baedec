import type { Pipeline } from '../../application/pipeline.ts';
import type { Worker } from '../../application/worker.ts';
import type { InMemoryConnection } from '../../in-memory/in-memory-server.ts';
import type { Engines } from '../../ports/engines.ts';
import type { ImageProcessor } from '../../ports/image-processor.ts';
import type { ImageStore } from '../../ports/image-store.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Runtime } from '../../ports/runtime.ts';
import type { SourceReader } from '../../ports/source-reader.ts';
import type { ProcessName } from './incident.ts';

/** All that a composition takes: spread it into `createPipeline` and `createWorker`. */
export interface SimulatedEngines extends Required<Engines> {
  readonly sources: SourceReader;
  readonly images: ImageStore;
  readonly processor: ImageProcessor;
  /**
   * The process's view of the virtual clock. Await nothing else that takes time. By its `span` the
   * handlers are seen at their work: a `span` of your own calls this one; where it does not, whether
   * handlers did their work is left to `verify`.
   */
  readonly runtime: Runtime;
  /** Goes into the timeline. */
  readonly logger: Logger;
  /** Which process is composed, for services whose processes differ, such as one that does not relay. */
  readonly processName: ProcessName;
}

/** What a composition gives: what one process of the service holds. It may leave out what a process does not run. */
export interface Composition {
  /** What `api-1` and `api-2` run. */
  readonly pipeline?: Pipeline;
  /** What `worker-1` and `worker-2` run. */
  readonly worker?: Pick<Worker, 'start' | 'close'>;
}

/** One life of a simulated process, from start to kill. */
export interface ProcessLife {
  readonly connection: InMemoryConnection;
  readonly composition: Composition;
  /** It takes no more requests. */
  isClosing: boolean;
}
