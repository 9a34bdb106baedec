import type { DomainEvent, EventBus, Pipeline, Worker } from '@safelight/core';

/** A worker that can be started and closed: core's own in this process, or a process that runs it. */
export type RunningWorker = Pick<Worker, 'start' | 'close'>;

/**
 * The pipeline and its worker, wherever that runs. It closes them itself, one after the other: a container ends what
 * it holds all at once, and the relay must outlive the worker whose facts it still has to tell.
 */
export class ImageService {
  readonly pipeline: Pipeline;
  readonly #worker: RunningWorker;
  readonly #bus: EventBus;

  constructor(pipeline: Pipeline, worker: RunningWorker, bus: EventBus) {
    this.pipeline = pipeline;
    this.#worker = worker;
    this.#bus = bus;
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

  /** Intake first: the worker finishes or hands back what it has in hand, then pipeline and engines end. Idempotent. */
  async close(): Promise<void> {
    await this.#worker.close();
    await this.pipeline.close();
  }
}
