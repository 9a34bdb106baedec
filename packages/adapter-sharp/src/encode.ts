import { createHash } from 'node:crypto';
import type { Derivative, ImageFormat } from '@safelight/core';
import sharp, { type Sharp } from 'sharp';
import type { Pixels } from './decode.ts';
import { encodeFailure } from './failures.ts';
import type { SharpProcessorOptions } from './options.ts';
import type { Output } from './plan.ts';

/** An encoded image, as every preset of an output shares it. */
export type Encoded = Omit<Derivative, 'resolution'>;

/**
 * Makes an output from pixels of its own size or larger. The bytes carry no metadata: pixels have none.
 *
 * @throws {SafelightError} `PROCESSING_FAILED`: what fails here may pass
 */
export async function encode(pixels: Pixels, output: Output, options: SharpProcessorOptions): Promise<Encoded> {
  const { frame, crop } = output.geometry;
  const [{ format, quality }] = output.presets;
  const { data, ...raw } = pixels;
  // The source's limit was kept when it was decoded; these pixels are ours.
  const image = sharp(data, { raw, limitInputPixels: false }).timeout({ seconds: options.timeoutSeconds });
  if (frame.width !== pixels.width || frame.height !== pixels.height) {
    image.resize(frame.width, frame.height, { fit: 'fill' });
  }
  if (crop) image.extract(crop);
  try {
    const encoded = await inFormat(image, format, quality, options).toBuffer({ resolveWithObject: true });
    return {
      data: encoded.data,
      size: encoded.data.byteLength,
      md5: createHash('md5').update(encoded.data).digest('hex'),
      width: encoded.info.width,
      height: encoded.info.height,
      format,
    };
  } catch (error) {
    throw encodeFailure(encodingOf(output), error);
  }
}

/** The step's name, for messages. */
export function encodingOf(output: Output): string {
  return `Encoding the preset ${JSON.stringify(output.presets[0].name)}`;
}

function inFormat(
  image: Sharp,
  format: ImageFormat,
  quality: number,
  { optimiseCoding }: SharpProcessorOptions,
): Sharp {
  switch (format) {
    case 'jpeg':
      // JPEG knows no transparency: what shows through is white.
      return image.flatten({ background: '#ffffff' }).jpeg({ quality, optimiseCoding });
    case 'png':
      return image.png();
    case 'webp':
      return image.webp({ quality });
    case 'avif':
      return image.avif({ quality });
  }
}
