import type { Fact } from '../domain/fact.ts';
import type { AbortSignalLike } from './abort-signal.ts';

/** Facts as they stand in a queue's event stream. */
export interface FactBatch {
  /** The queue's name. */
  readonly partition: string;
  /** In the order of the stream; empty where entries were no facts, or only a gap is told. */
  readonly facts: readonly Fact[];
  /** Where to go on after this batch; opaque. */
  readonly position: string;
  /**
   * True when entries may be missing before this batch: the saved position is gone, older than the
   * first entry or beyond the last.
   */
  readonly gap: boolean;
}

/** How far the relay of one stream has fallen behind. */
export interface PartitionLag {
  /** The queue's name. */
  readonly partition: string;
  /**
   * Milliseconds, by the queue's clock, since the oldest entry was written that no saved position covers
   * yet; 0 where there is none.
   */
  readonly behind: number;
}

/** The queue's ordered event stream, one for each queue, with a saved position each. */
export interface JobEvents {
  /** The names of the streams, one a queue. Does no I/O that can fail. */
  partitions(): Promise<readonly string[]>;
  /**
   * Reads on from the saved position, else from the beginning, never from "now"; waits for more at the
   * end. A stream without a saved position begins with a `gap`. Ends when the signal aborts.
   * A death without a word is told as `failed` with `WORKER_LOST`. One reader at a time is enough;
   * more do no harm, each gets every fact.
   *
   * @throws {UnavailableError} while the queue can't be reached: read again
   */
  read(partition: string, signal: AbortSignalLike): AsyncIterable<FactBatch>;
  /**
   * Saves the batch's position: forward only. Where the position was lost since the batch was read,
   * nothing is saved, and the next batch tells a gap.
   *
   * @throws {UnavailableError}
   */
  commit(batch: FactBatch): Promise<void>;
  /**
   * How far each stream's saved position lags behind what is written, in the order of `partitions`; by one
   * cheap look at each, whoever relays it. Counted from where the next reader would begin: from the first
   * entry that is left where no position is saved, or the saved one lies beyond the last entry. Entries
   * that were lost are not counted, and neither is what was read but not committed as done.
   *
   * @throws {UnavailableError} while the queue can't be reached, and after `close`
   */
  lag(): Promise<readonly PartitionLag[]>;
  /** Ends what this adapter opened; readers end. Idempotent. */
  close(): Promise<void>;
}
