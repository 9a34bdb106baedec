import { type Fact, type FactBatch, isUnavailableError, type JobEvents } from '@safelight/core';
import { Inbox } from '../support/inbox.ts';
import { elapse } from '../support/waiting.ts';

/** A fact of one type. */
type Told<T extends Fact['type']> = Extract<Fact, { type: T }>;

/** Reads a queue's facts in the background, as the relay does. */
export class FactReader {
  readonly batches: Inbox<FactBatch> = new Inbox();
  readonly #facts: Inbox<Fact> = new Inbox();
  readonly #events: JobEvents;
  readonly #partition: string;
  readonly #commits: boolean;
  readonly #stop = new AbortController();
  readonly #ended: Promise<void>;

  /** @param options `commits`: whether it saves each batch's position once it has it; default false */
  constructor(events: JobEvents, partition: string, options: { readonly commits?: boolean } = {}) {
    this.#events = events;
    this.#partition = partition;
    this.#commits = options.commits ?? false;
    this.#ended = this.#read();
  }

  /** What it has read so far, in order. */
  get facts(): readonly Fact[] {
    return this.#facts.all;
  }

  /** The first such fact of the task. */
  fact<T extends Fact['type']>(ms: number, taskId: string, type: T, attempt?: number): Promise<Told<T>> {
    const isIt = (fact: Fact): fact is Told<T> =>
      fact.taskId === taskId && fact.type === type && (attempt === undefined || fact.attempt === attempt);
    const which = attempt === undefined ? '' : ` of attempt ${attempt}`;
    return this.#facts.first(ms, `the fact ${type}${which} of ${taskId}`, isIt);
  }

  /** The facts of one task so far. */
  of(taskId: string): readonly Fact[] {
    return this.facts.filter((fact) => fact.taskId === taskId);
  }

  /** The facts of one task so far as `type attempt`: `started 1`. */
  story(taskId: string): readonly string[] {
    return this.of(taskId).map((fact) => `${fact.type} ${fact.attempt}`);
  }

  /** Ends the reading; resolves once it has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  async #read(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        for await (const batch of this.#events.read(this.#partition, signal)) {
          this.batches.push(batch);
          for (const fact of batch.facts) this.#facts.push(fact);
          if (this.#commits) await this.#events.commit(batch);
        }
        return;
      } catch (error) {
        if (!isUnavailableError(error)) return this.#fail(error);
        await elapse(20);
      }
    }
  }

  #fail(error: unknown): void {
    this.batches.fail(error);
    this.#facts.fail(error);
  }
}
