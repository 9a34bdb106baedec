import { check, fillOptions } from '@safelight/core';

/** How strictly damage counts, see {@link SharpProcessorOptions.failOn}. */
export type FailOn = 'truncated' | 'error' | 'warning';

/** What `sharpProcessor()` and `SharpImageProcessor` take. Everything has a default. */
export interface SharpProcessorOptions {
  /**
   * The most pixels (width x height) a source may have; more is `IMAGE_TOO_LARGE`, told from the header.
   * Default 268402689 (16383 x 16383): a phone of 200 megapixels passes.
   */
  readonly maxSourcePixels: number;
  /** The most bytes a source may have; more is `IMAGE_TOO_LARGE`. Default 104857600 (100 MiB). */
  readonly maxSourceBytes: number;
  /** The most channels a source may have; more is `IMAGE_TOO_LARGE`. Default 5 (CMYK and alpha). */
  readonly maxSourceChannels: number;
  /**
   * Seconds that one step may take: decoding the source, or encoding one derivative; waiting for a free
   * thread counts. An overrun is `PROCESSING_FAILED` and is retried: a busy machine is not the image's
   * fault. 1 to 3600, default 60.
   */
  readonly timeoutSeconds: number;
  /**
   * What makes a source `CORRUPT_IMAGE`: `warning` is any damage that the decoder notices; `error` and
   * `truncated` let damaged pixels pass and refuse what is cut short. Default `warning`.
   */
  readonly failOn: FailOn;
}

const defaults: SharpProcessorOptions = {
  maxSourcePixels: 16_383 * 16_383,
  maxSourceBytes: 100 * 1024 * 1024,
  maxSourceChannels: 5,
  timeoutSeconds: 60,
  failOn: 'warning',
};

/** @throws {ConfigError} that lists every problem */
export function fillProcessorOptions(given: Partial<SharpProcessorOptions>): SharpProcessorOptions {
  return fillOptions<SharpProcessorOptions>('The options of sharpProcessor()', given, defaults, {
    maxSourcePixels: check.integer({ min: 1 }),
    maxSourceBytes: check.integer({ min: 1 }),
    maxSourceChannels: check.integer({ min: 1 }),
    timeoutSeconds: check.integer({ min: 1, max: 3600 }),
    failOn: check.oneOf('truncated', 'error', 'warning'),
  });
}
