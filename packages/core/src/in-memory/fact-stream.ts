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
    this.changes.notify();
  }

  /** Loses entries and position, as a flushed Redis does. */
  lose(): void {
    this.#entries = [];
    this.#trimmedTo = 0;
    this.forgetPosition();
  }

  /** The saved position, for tests that look at the raw store. */
  get savedPosition(): number | undefined {
    return this.#saved;
  }

  /**
   * What comes next for a reader; undefined where there is nothing new.
   *
   * @param reader where it stands: undefined when it begins, and after its position was lost
   */
  next(reader: StreamReader, limit: number): FactBatch | undefined {
    const gap = this.#saved === undefined ? !reader.toldGap : this.#isPast(reader.position ?? this.#saved);
    if (this.#saved !== undefined) reader.toldGap = false;
    const from = gap ? 0 : (reader.position ?? this.#saved ?? 0);
    const entries = this.#entries.slice(this.#indexAfter(from), this.#indexAfter(from) + limit);
    if (!gap && entries.length === 0) return undefined;
    if (gap) reader.toldGap = true;
    const position = entries.at(-1)?.id ?? this.#trimmedTo;
    reader.position = position;
    return { partition: this.#partition, facts: entries.map((entry) => entry.fact), position: String(position), gap };
  }

  commit(batch: FactBatch): void {
    const position = Number(batch.position);
    // Lost since the batch was read: saving it now would paper over the gap.
    if (this.#saved === undefined && !batch.gap) return;
    if (this.#saved === undefined || position > this.#saved || batch.gap) this.#saved = position;
  }

  #isPast(position: number): boolean {
    return position < this.#trimmedTo || position > this.#lastId;
  }

  /** The index of the first entry after the id. Ids grow by one, also where entries were cut away. */
  #indexAfter(id: number): number {
    const first = this.#entries[0]?.id ?? 0;
    return Math.max(0, id + 1 - first);
  }
}

/** Where a reader of a {@link FactStream} stands. */
export interface StreamReader {
  position: number | undefined;
  /** True once it was told that no position was saved, until one is. */
  toldGap: boolean;
}
