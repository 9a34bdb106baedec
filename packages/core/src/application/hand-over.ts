import type { DomainEvent } from '../domain/event.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { FactBatch } from '../ports/job-events.ts';

/**
 * Publishes what batches became, one after another, and saves the position behind them, while the next
 * batch is applied already. A position is saved only after its events were handed to the bus; where
 * several wait to be saved, the last one covers them all.
 */
export class HandOver {
  readonly #bus: EventBus;
  readonly #commit: (batch: FactBatch) => Promise<void>;
  #publishing: Promise<void> = Promise.resolve();
  #toSave: FactBatch | undefined;
  #saving: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(bus: EventBus, commit: (batch: FactBatch) => Promise<void>) {
    this.#bus = bus;
    this.#commit = commit;
  }

  /** Resolves once the batch before was published: one may be on its way. @throws what saving a position failed with */
  async take(events: readonly DomainEvent[], batch: FactBatch): Promise<void> {
    await this.#publishing;
    this.#throwFailure();
    this.#publishing = this.#bus.publish(events).then(() => this.#save(batch));
  }

  /** Resolves once all was published and the last position is saved. @throws as {@link take} */
  async done(): Promise<void> {
    await this.#publishing;
    await this.#saving;
    this.#throwFailure();
  }

  #save(batch: FactBatch): void {
    this.#toSave = batch;
    this.#saving ??= this.#saveAll();
  }

  async #saveAll(): Promise<void> {
    try {
      for (let batch = this.#toSave; batch !== undefined; batch = this.#toSave) {
        this.#toSave = undefined;
        await this.#commit(batch);
      }
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#saving = undefined;
    }
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
