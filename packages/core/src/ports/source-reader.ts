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
}
