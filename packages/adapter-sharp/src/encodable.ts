import type { ImageFormat } from '@safelight/core';
import { imageTooLarge } from './failures.ts';
import { sizeOf } from './geometry.ts';
import type { Pass } from './plan.ts';

/** The longest side that each format, or its encoder, can write. PNG's is beyond every source. */
const longestSide: Readonly<Record<ImageFormat, number>> = {
  jpeg: 65_535,
  png: 2 ** 31 - 1,
  webp: 16_383,
  avif: 16_384,
};

/**
 * Refuses, before anything is decoded, a source so long that a preset without a height can't be encoded.
 *
 * @throws {PermanentProcessingError} `IMAGE_TOO_LARGE`
 */
export function assertEncodable(passes: readonly Pass[]): void {
  for (const { geometry, presets } of passes.flatMap((pass) => pass.outputs)) {
    const { width, height } = sizeOf(geometry);
    const [{ name, format }] = presets;
    const limit = longestSide[format];
    if (Math.max(width, height) > limit) {
      throw imageTooLarge(
        `would be ${width} x ${height} as preset ${JSON.stringify(name)}, and ${format} ends at ${limit} pixels a side`,
        'Give the preset a height',
      );
    }
  }
}
