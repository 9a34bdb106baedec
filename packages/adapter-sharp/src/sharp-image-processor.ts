import type { AttemptContext, Derivative, ImageProcessor, Preset, SourceBytes } from '@safelight/core';
import { decode } from './decode.ts';
import { assertEncodable } from './encodable.ts';
import { type Encoded, encode, encodingOf } from './encode.ts';
import { readHeader } from './header.ts';
import { lookAhead } from './look-ahead.ts';
import { fillProcessorOptions, type SharpProcessorOptions } from './options.ts';
import { type Output, planPasses } from './plan.ts';
import { runStep, throwIfAborted } from './step.ts';

/**
 * Makes derivatives with sharp. Sources: JPEG, PNG, WebP, TIFF, GIF (of several frames the first) and
 * AVIF. Derivatives come largest first, each as soon as it is made; presets that come to the same bytes
 * share one `data`. Changes no process-wide setting of sharp: see `configureSharp` for those.
 */
export class SharpImageProcessor implements ImageProcessor {
  readonly #options: SharpProcessorOptions;

  /** @throws {ConfigError} that lists every problem */
  constructor(options: Partial<SharpProcessorOptions> = {}) {
    this.#options = fillProcessorOptions(options);
  }

  /**
   * As the port promises. Where a source does not fill the box of a `cover` preset, the derivative is
   * the largest centred part of the box's shape: smaller than the box, never enlarged.
   *
   * @throws {PermanentProcessingError} `CORRUPT_IMAGE` (zero bytes too), `UNSUPPORTED_FORMAT` or `IMAGE_TOO_LARGE`
   * @throws {SafelightError} `PROCESSING_FAILED`, to be retried: the time limit, or too little memory
   * @throws {AbortedError} at once when `context.signal` aborts; the step in hand ends unheard
   */
  async *derive(
    source: SourceBytes,
    presets: readonly Preset[],
    { signal }: Pick<AttemptContext, 'signal'>,
  ): AsyncGenerator<Derivative, void, void> {
    const limits = { signal, timeoutSeconds: this.#options.timeoutSeconds };
    const header = await runStep('Reading the header', limits, () => readHeader(source, this.#options));
    const passes = planPasses(header.size, presets);
    assertEncodable(passes);
    for (const { frame, outputs } of passes) {
      const pixels = await runStep('Decoding the source', limits, () => decode(source, header, frame, this.#options));
      const encodeOne = (output: Output): Promise<Encoded> =>
        runStep(encodingOf(output), limits, () => encode(pixels, output, this.#options));
      for await (const [output, encoded] of lookAhead(outputs, encodeOne)) {
        for (const { name } of output.presets) {
          throwIfAborted(signal);
          yield { resolution: name, ...encoded };
        }
      }
    }
  }
}

/**
 * The processor for `createWorker({ processor: sharpProcessor() })`.
 *
 * @throws {ConfigError} that lists every problem
 */
export function sharpProcessor(options: Partial<SharpProcessorOptions> = {}): SharpImageProcessor {
  return new SharpImageProcessor(options);
}
