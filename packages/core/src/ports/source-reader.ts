import type { Source } from '../domain/source.ts';
import type { AbortSignalLike } from './abort-signal.ts';

/** The original's bytes, whole. */
export type SourceBytes = Uint8Array;

/** Reads originals. Safe to call concurrently. */
export interface SourceReader {
  /**
   * Reads the whole source.
   *
   * @throws {PermanentProcessingError} `SOURCE_NOT_FOUND`, `SOURCE_NOT_ALLOWED` or `IMAGE_TOO_LARGE`
   * @throws {AbortedError} soon after `signal` aborts
   * @throws any other error for what may pass, a file that changed while it was read among them: it is retried
   */
  read(source: Source, signal: AbortSignalLike): Promise<SourceBytes>;

  /**
   * Takes back what `read` gave, so that a worker's memory does not wait for its garbage collector. Called once all
   * derivatives are made and stored; never after an attempt that failed or was cut short, whose work may still be
   * looking at the bytes. Never throws. Optional: a reader without it leaves them to the collector.
   */
  release?(bytes: SourceBytes): void;
}
