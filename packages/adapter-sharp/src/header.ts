import sharp, { type Metadata } from 'sharp';
import { corruptImage, imageTooLarge, readFailure, unsupportedFormat } from './failures.ts';
import type { Size } from './geometry.ts';
import { describeClosed, formatOf, loaderOf, type SourceFormat } from './image-format.ts';
import type { SharpProcessorOptions } from './options.ts';

/** What the source's header tells. */
export interface Header {
  /** The right way up. */
  readonly size: Size;
  /** 16 bits a channel in colour, with an ICC profile. */
  readonly deepWithProfile: boolean;
  /** 8 bits a channel in red, green and blue, with an ICC profile: what phones write. */
  readonly rgbWithProfile: boolean;
}

/**
 * Reads the source's header, without decoding a pixel, and refuses what is not open or too large.
 *
 * @throws {PermanentProcessingError}
 */
export async function readHeader(source: Uint8Array, options: SharpProcessorOptions): Promise<Header> {
  if (source.byteLength === 0) throw corruptImage('is empty (zero bytes)');
  if (source.byteLength > options.maxSourceBytes) {
    throw imageTooLarge(
      `has ${source.byteLength} bytes, the limit is ${options.maxSourceBytes}`,
      'Submit a smaller file, or raise maxSourceBytes of sharpProcessor()',
    );
  }
  const format = formatOf(source);
  if (format === undefined) throw unsupportedFormat(`is ${describeClosed(source)}`);
  if (!sharp.format[loaderOf[format]].input.buffer) {
    throw unsupportedFormat(`is ${format.toUpperCase()}, which this build of libvips cannot read`);
  }
  const metadata = await metadataOf(source, format);
  const { width, height } = metadata.autoOrient;
  if (width * height > options.maxSourcePixels) {
    throw imageTooLarge(
      `is ${width} x ${height}, ${width * height} pixels; the limit is ${options.maxSourcePixels}`,
      'Submit a smaller image, or raise maxSourcePixels of sharpProcessor()',
    );
  }
  if (metadata.channels > options.maxSourceChannels) {
    throw imageTooLarge(
      `has ${metadata.channels} channels, the limit is ${options.maxSourceChannels}`,
      'Submit an image without extra channels, or raise maxSourceChannels of sharpProcessor()',
    );
  }
  const { space, hasProfile, hasAlpha } = metadata;
  return {
    size: { width, height },
    deepWithProfile: space === 'rgb16' && hasProfile,
    rgbWithProfile: space === 'srgb' && hasProfile && !hasAlpha,
  };
}

async function metadataOf(source: Uint8Array, format: SourceFormat): Promise<Metadata> {
  // The limits are checked above, to tell the numbers: the header costs the same whatever it claims.
  const image = sharp(source, { failOn: 'truncated', limitInputPixels: false, limitInputChannels: false });
  let metadata: Metadata;
  try {
    metadata = await image.metadata();
  } catch (error) {
    throw readFailure(error);
  }
  if (metadata.format !== loaderOf[format] || (format === 'avif' && metadata.compression !== 'av1')) {
    throw unsupportedFormat(`looks like ${format.toUpperCase()} but is read as ${metadata.format}`);
  }
  return metadata;
}
