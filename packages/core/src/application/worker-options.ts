import type { ImageProcessor } from '../ports/image-processor.ts';
import type { ImageStore } from '../ports/image-store.ts';
import type { JobConsumer } from '../ports/job-consumer.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SourceReader } from '../ports/source-reader.ts';

/**
 * What {@link createWorker} takes. Other engines and the options of `createPipeline` may be there too, so
 * that bundles can be spread in; any other name is refused.
 */
export interface WorkerOptions {
  readonly consumer: JobConsumer;
  readonly sources: SourceReader;
  readonly images: ImageStore;
  readonly processor: ImageProcessor;
  /** Jobs in hand at once. Default 2. */
  readonly concurrency?: number;
  /** The name on `task.processing`. Default `worker-` and a new id. */
  readonly workerId?: string;
  /** How long one attempt may take, in milliseconds; then it fails and is retried. Default 120,000. */
  readonly attemptTimeout?: number;
  /** How long `close` waits for jobs in hand before it hands them back, in milliseconds. Default 10,000. */
  readonly closeTimeout?: number;
  /** Default silent. */
  readonly logger?: Logger;
  /** Default the platform's clock and timers. */
  readonly runtime?: Runtime;
}
