import { Notifier } from '../application/notifier.ts';
import type { Fact } from '../domain/fact.ts';
import type { FactBatch } from '../ports/job-events.ts';

interface Entry {
  readonly id: number;
  readonly fact: Fact;
}

/**
 * One queue's ordered event stream with its saved position. As in Redis, the ids go on growing when
 * the stream is lost, and the position is kept beside it and lost with it.
 */
export class FactStream {
  readonly #partition: string;
  readonly #maxLength: number;
  readonly changes: Notifier = new Notifier();
  #entries: Entry[] = [];
  #lastId = 0;
  /** Entries up to this id were cut away. */
  #trimmedTo = 0;
  #saved: number | undefined;
  /** How often the saved position was lost: what was read before a loss can't be committed after it. */
  #losses = 0;

  constructor(partition: string, maxLength: number) {
    this.#partition = partition;
    this.#maxLength = maxLength;
  }

  /** Told of every fact that is appended, for tests that keep a ledger. */
  onAppend: (fact: Fact) => void = () => {};

  append(fact: Fact): void {
    this.onAppend(fact);
    this.#entries.push({ id: ++this.#lastId, fact });
    // Trimmed in bulk, as Redis does with `~`: cutting the array at each entry would cost its length.
    if (this.#entries.length >= this.#maxLength * 2) this.trim(this.#maxLength);
    this.changes.notify();
  }

  /** Cuts the stream to its last `keep` entries. */
  trim(keep: number): void {
    const cut = this.#entries.splice(0, Math.max(0, this.#entries.length - keep));
    this.#trimmedTo = cut.at(-1)?.id ?? this.#trimmedTo;
  }

  /** Forgets the saved position. */
  forgetPosition(): void {
    this.#saved = undefined;
    this.#losses++;
    this.changes.notify();
  }

  /** Loses entries and position, as a flushed Redis does. */
  lose(): void {
    this.trim(0);
    this.forgetPosition();
  }

  /** The saved position, for tests that look at the raw store. */
  get savedPosition(): number | undefined {
    return this.#saved;
  }

  /** When the oldest entry beyond the saved position was written, by the queue's clock; undefined where there is none. */
  get oldestUnrelayed(): number | undefined {
    return this.#entries[this.#indexAfter(this.#saved ?? 0)]?.fact.at;
  }

  /** What comes next for a reader; undefined where there is nothing new. */
  next(reader: StreamReader, limit: number): FactBatch | undefined {
    const isLost = reader.losses !== undefined && reader.losses !== this.#losses;
    const from = reader.losses === this.#losses ? reader.position : this.#saved;
    const gap = isLost || from === undefined || from < this.#trimmedTo;
    const start = this.#indexAfter(from ?? 0);
    const entries = this.#entries.slice(start, start + limit);
    if (!gap && entries.length === 0) return undefined;
    reader.losses = this.#losses;
    reader.position = entries.at(-1)?.id ?? Math.max(from ?? 0, this.#trimmedTo);
    const position = `${reader.losses}.${reader.position}`;
    return { partition: this.#partition, facts: entries.map((entry) => entry.fact), position, gap };
  }

  commit(batch: FactBatch): void {
    const [losses, id = 0] = batch.position.split('.').map(Number);
    // Lost since the batch was read: saving it now would paper over the gap.
    if (losses !== this.#losses) return;
    this.#saved = Math.max(this.#saved ?? 0, id);
  }

  /** The index of the first entry after the id. Ids grow by one, also where entries were cut away. */
  #indexAfter(id: number): number {
    const first = this.#entries[0]?.id ?? 0;
    return Math.max(0, id + 1 - first);
  }
}

/** Where a reader of a {@link FactStream} stands; both undefined when it begins. */
export interface StreamReader {
  position: number | undefined;
  /** The losses that the stream had counted when the reader got its last batch. */
  losses: number | undefined;
}
