import type { DomainEvent, EventBus, Pipeline, Worker } from '@safelight/core';

/**
 * Pipeline and worker in one process. It closes them itself, one after the other: a container ends what
 * it holds all at once, and the relay must outlive the worker whose facts it still has to tell.
 */
export class ImageService {
  readonly pipeline: Pipeline;
  readonly #worker: Worker;
  readonly #bus: EventBus;

  constructor(pipeline: Pipeline, worker: Worker, bus: EventBus) {
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
