import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { readFailure, unsupportedFormat } from './failures.ts';
import type { Size } from './geometry.ts';
import type { Header } from './header.ts';
import type { FailOn, SharpProcessorOptions } from './options.ts';

/** Decoded pixels: upright, sRGB, 8 bits a channel, interleaved. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
  /** 3: red, green, blue; 4: alpha besides. */
  readonly channels: 3 | 4;
}

/**
 * Decodes the source to pixels of this size. Both numbers are given, so the size is exact even where
 * the decoder reduces while it reads (JPEG, WebP), which it does whenever that is possible.
 *
 * @throws {SafelightError} permanent for a bad source
 */
export async function decode(
  source: Uint8Array,
  header: Header,
  frame: Size,
  options: SharpProcessorOptions,
): Promise<Pixels> {
  const { data, info } = await decodeAt(options.failOn, source, header, frame, options)
    .catch((error: unknown) => {
      // Some phones write these bytes wrong in every photo. Nothing is damaged: what is cut short still fails.
      if (!/Invalid SOS parameters for sequential JPEG/.test(String(error))) throw error;
      return decodeAt('truncated', source, header, frame, options);
    })
    .catch((error: unknown) => {
      throw readFailure(error);
    });
  const { width, height, channels } = info;
  if (channels !== 3 && channels !== 4) throw unsupportedFormat(`decodes to ${channels} channels instead of 3 or 4`);
  return { data, width, height, channels };
}

async function decodeAt(
  failOn: FailOn,
  source: Uint8Array,
  header: Header,
  frame: Size,
  options: SharpProcessorOptions,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const image = sharp(source, {
    autoOrient: true,
    failOn,
    limitInputPixels: options.maxSourcePixels,
    limitInputChannels: options.maxSourceChannels,
  })
    .resize(frame.width, frame.height, { fit: 'fill' })
    .timeout({ seconds: options.timeoutSeconds });
  if (isWorthConvertingLast(header, frame)) return convertLast(image, options);
  // sharp brings deep colour with a profile to Display P3, and without this leaves it there.
  if (header.deepWithProfile) image.withIccProfile('srgb');
  return image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
}

/**
 * sharp converts colours before it resizes, which for a phone's photo takes longer than all the rest: at
 * half the source's pixels and below, the way over a small image that still has the profile is shorter.
 */
function isWorthConvertingLast({ size, rgbWithProfile }: Header, frame: Size): boolean {
  return rgbWithProfile && frame.width * frame.height * 2 <= size.width * size.height;
}

/** The pixels by way of a small image in the source's own colours, and its profile. */
async function convertLast(
  image: Sharp,
  { timeoutSeconds }: SharpProcessorOptions,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const small = await image.keepIccProfile().tiff({ compression: 'none' }).toBuffer();
  // The source's limits and its damage were looked at on the way in; this image is ours.
  return sharp(small, { failOn: 'none', limitInputPixels: false })
    .timeout({ seconds: timeoutSeconds })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
}
