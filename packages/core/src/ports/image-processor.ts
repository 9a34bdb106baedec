import type { Derivative } from '../domain/image.ts';
import type { Preset } from '../domain/preset.ts';
import type { AttemptContext } from './job-consumer.ts';
import type { SourceBytes } from './source-reader.ts';

/** Makes derivatives. Holds no state between calls; safe to call concurrently. */
export interface ImageProcessor {
  /**
   * Derives every preset from the source and yields each derivative as soon as it is made, in any
   * order: fitted into its box, never enlarged, the right way up, in sRGB, without metadata. The same
   * source and presets give the same bytes. The source is the processor's until the iteration ends, not
   * afterwards: its memory may be taken back then. So no derivative's `data` may be a view of it.
   *
   * @throws {PermanentProcessingError} `CORRUPT_IMAGE`, `UNSUPPORTED_FORMAT` or `IMAGE_TOO_LARGE`
   * @throws {AbortedError} soon after `context.signal` aborts
   */
  derive(
    source: SourceBytes,
    presets: readonly Preset[],
    context: Pick<AttemptContext, 'signal'>,
  ): AsyncIterable<Derivative>;
}
