import { type Check, integer, object, oneOf, string } from './check.ts';
import { type ImageFormat, imageFormats } from './preset.ts';

/** One derivative as stored, and as the wire tells it. Unknown fields are kept. */
export interface StoredImage {
  /** The preset's name. */
  readonly resolution: string;
  /** A POSIX key such as `/output/a/1024/0cc1….jpg`, never a machine's own path. */
  readonly path: string;
  /** The MD5 of the file, 32 hex digits. */
  readonly md5: string;
  /** Bytes. */
  readonly size: number;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly format: ImageFormat;
}

/** One derivative as the processor made it, before it is stored. */
export interface Derivative extends Omit<StoredImage, 'path'> {
  /** The encoded image; `size` bytes whose MD5 is `md5`. */
  readonly data: Uint8Array;
}

/** Checks a {@link StoredImage}. */
export const storedImageCheck: Check<StoredImage> = object<StoredImage>({
  resolution: string({ min: 1 }),
  path: string({ min: 1 }),
  md5: string({ pattern: /^[0-9a-f]{32}$/, what: 'an MD5 in 32 hex digits' }),
  size: integer({ min: 1 }),
  width: integer({ min: 1 }),
  height: integer({ min: 1 }),
  format: oneOf(...imageFormats),
});

const extensions: Readonly<Record<ImageFormat, string>> = { jpeg: 'jpg', png: 'png', webp: 'webp', avif: 'avif' };

/**
 * Where a derivative is kept: `{prefix}/{imageName}/{resolution}/{md5}.{extension}`. The name is the
 * content's hash, so equal content is one file and sources of one name do not meet.
 */
export function imageKey(
  prefix: string,
  imageName: string,
  derivative: Pick<Derivative, 'resolution' | 'md5' | 'format'>,
): string {
  return `${prefix}/${imageName}/${derivative.resolution}/${derivative.md5}.${extensions[derivative.format]}`;
}
