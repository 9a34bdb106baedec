import { type DomainEvent, type EventBus, systemRuntime } from '@safelight/core';
import type { Logger } from 'pino';

/** The pause after a subscription could not be made, in milliseconds. */
const retryPause = 1_000;
const runtime = systemRuntime();

/** A subscription that is tried for until it is made, so that a bus that is away keeps no process from starting. */
export class BusSubscription {
  readonly #bus: Pick<EventBus, 'subscribe'>;
  readonly #on: (event: DomainEvent) => void;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  #unsubscribe: () => Promise<void> = async () => {};
  #trying: Promise<void> | undefined;

  constructor(bus: Pick<EventBus, 'subscribe'>, on: (event: DomainEvent) => void, logger: Logger) {
    this.#bus = bus;
    this.#on = on;
    this.#logger = logger;
  }

  /** Resolves once it hears, or has failed to at first. */
  async start(): Promise<void> {
    if (!(await this.#subscribe())) this.#trying = this.#keepTrying();
  }

  /** Hears no more. Idempotent. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#trying;
    await this.#unsubscribe();
  }

  async #keepTrying(): Promise<void> {
    do await runtime.sleep(retryPause, this.#closing.signal);
    while (!this.#closing.signal.aborted && !(await this.#subscribe()));
  }

  async #subscribe(): Promise<boolean> {
    try {
      this.#unsubscribe = await this.#bus.subscribe(this.#on);
      return true;
    } catch (error) {
      this.#logger.warn({ err: error }, 'The feed could not subscribe to the event bus; it is tried again.');
      return false;
    }
  }
}
