import type { DomainEvent, EventBus, Pipeline, Worker } from '@safelight/core';
import type { ServedPage } from '../processes/served-page.ts';

/** A worker that can be started and closed: core's own in this process, or a process that runs it. */
export type RunningWorker = Pick<Worker, 'start' | 'close'>;

/** What requests in hand have to end in, in milliseconds. */
const pageTimeout = 5_000;

/**
 * The pipeline and its worker, wherever that runs. It closes them itself, one after the other: a container ends what
 * it holds all at once, and the relay must outlive the worker whose facts it still has to tell.
 */
export class ImageService {
  readonly pipeline: Pipeline;
  readonly #worker: RunningWorker;
  readonly #bus: EventBus;
  /** API and page, for whoever wants them served: started by itself, closed with the service. */
  readonly page: ServedPage | undefined;

  constructor(pipeline: Pipeline, worker: RunningWorker, bus: EventBus, page?: ServedPage) {
    this.pipeline = pipeline;
    this.#worker = worker;
    this.#bus = bus;
    this.page = page;
  }

  /**
   * Begins to hear, to relay and to work.
   *
   * @param hear called for every event on the bus from before the first one on, until the service closes
   */
  async start(hear: (event: DomainEvent) => void): Promise<void> {
    await this.#bus.subscribe(hear);
    await this.pipeline.start();
    await this.#worker.start();
  }

  /** Intake first: what was asked is answered, the worker finishes or hands back what it has in hand, then pipeline and engines end. Idempotent. */
  async close(): Promise<void> {
    await this.page?.close(pageTimeout);
    await this.#worker.close();
    await this.pipeline.close();
  }
}
