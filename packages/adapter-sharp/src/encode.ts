import { createHash } from 'node:crypto';
import type { Derivative } from '@safelight/core';
import sharp from 'sharp';
import type { Pixels } from './decode.ts';
import { encodeFailure } from './failures.ts';
import { inFormat } from './in-format.ts';
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
  const [preset] = output.presets;
  const { data, ...raw } = pixels;
  // The source's limit was kept when it was decoded; these pixels are ours.
  const image = sharp(data, { raw, limitInputPixels: false }).timeout({ seconds: options.timeoutSeconds });
  if (frame.width !== pixels.width || frame.height !== pixels.height) {
    image.resize(frame.width, frame.height, { fit: 'fill' });
  }
  if (crop) image.extract(crop);
  // JPEG knows no transparency: what shows through is white.
  if (preset.format === 'jpeg' && raw.channels === 4) image.flatten({ background: '#ffffff' });
  try {
    const encoded = await inFormat(image, preset).toBuffer({ resolveWithObject: true });
    return {
      data: encoded.data,
      size: encoded.data.byteLength,
      md5: createHash('md5').update(encoded.data).digest('hex'),
      width: encoded.info.width,
      height: encoded.info.height,
      format: preset.format,
    };
  } catch (error) {
    throw encodeFailure(encodingOf(output), error);
  }
}

/** The step's name, for messages. */
export function encodingOf(output: Output): string {
  return `Encoding the preset ${JSON.stringify(output.presets[0].name)}`;
}
