import type { Derivative, StoredImage } from '../domain/image.ts';
import type { AbortSignalLike } from './abort-signal.ts';

/** Where a derivative goes. */
export interface WriteOptions {
  /** The folder of the source's derivatives, see `imageNameOf`. */
  readonly imageName: string;
  readonly signal: AbortSignalLike;
}

/** What the store knows of a file. */
export interface ImageStat {
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch: when it was last written or reused. */
  readonly modifiedAt: number;
}

/** Keeps derivatives under their content hash. Safe to call concurrently from any number of processes. */
export interface ImageStore {
  /**
   * Stores the derivative durably and whole: a reader, or a crash, never sees a part of it. Equal
   * content is one file; storing it again refreshes its time. Gives it with its key as `path`.
   *
   * @throws {AbortedError} if `signal` aborted before it was stored; nothing is left behind then
   * @throws any other error for what may pass (a full disk): it is retried, and nothing is left behind
   */
  write(derivative: Derivative, options: WriteOptions): Promise<StoredImage>;
  /**
   * What is stored under the key, or undefined.
   *
   * @throws {PermanentProcessingError} `SOURCE_NOT_ALLOWED` for a path that is no key of this store
   */
  stat(path: string): Promise<ImageStat | undefined>;
  /** Removes what is stored under the key; idempotent. Throws for no key as `stat` does. */
  remove(path: string): Promise<void>;
  /**
   * Removes files last written or reused before `before` (milliseconds since the epoch) that are not
   * kept, and parts that a crashed write left behind; gives how many. `keep` is asked with keys, many
   * at a time, and gives those to keep.
   */
  sweep(keep: (paths: readonly string[]) => Promise<ReadonlySet<string>>, before: number): Promise<number>;
}
