import type { ImageFormat, ImageProcessor } from '@safelight/core';
import type { Case, Harness } from '../contract.ts';
import type { FeatureDescriptions } from '../features.ts';

/** What only some processors, or harnesses, can show. */
export type ImageProcessorFeature = 'measure' | 'orientation' | 'limits';

/** @internal */
export const imageProcessorFeatures: FeatureDescriptions<ImageProcessorFeature> = {
  measure: 'width, height and format of a derivative are those of its bytes',
  orientation: 'a picture whose metadata turns it comes out the right way up, without metadata',
  limits: 'a source beyond the limits is refused',
};

/** An image, with its size as it is seen: after its orientation was applied. */
export interface Sample {
  readonly bytes: Uint8Array;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Images for the suite, in whatever encoding the processor reads. */
export interface Samples {
  /** At least 1,200 x 900 pixels, wider than high. */
  readonly landscape: Sample;
  /** At least 900 x 1,200 pixels, higher than wide. */
  readonly portrait: Sample;
  /** At most 64 pixels a side. */
  readonly small: Sample;
  /** By name: damaged, or cut short. */
  readonly corrupt: Readonly<Record<string, Uint8Array>>;
  /** By name: no images, or of formats that are not open. An empty source belongs to one of these two. */
  readonly unsupported: Readonly<Record<string, Uint8Array>>;
  /** Feature `orientation`: stored lying on its side, with EXIF that says so. */
  readonly turned?: Sample;
  /** Feature `limits`, by name: too many pixels, bytes or channels. */
  readonly tooLarge?: Readonly<Record<string, Uint8Array>>;
}

/** A processor, for one case. */
export interface ImageProcessorHarness extends Harness {
  readonly processor: ImageProcessor;
  readonly samples: Samples;
  readonly probe: {
    /** Feature `measure`: what these bytes are by other means than the processor. */
    measure?(data: Uint8Array): Promise<{ width: number; height: number; format: ImageFormat }>;
  };
}

/** @internal */
export type ImageProcessorCase = Case<ImageProcessorHarness, ImageProcessorFeature>;
