import type { Effort, Preset } from '@safelight/core';
import type { JpegOptions, Sharp } from 'sharp';

/**
 * `normal` writes JPEG's standard Huffman tables: one pass over the picture. `high` counts first and
 * writes tables of its own: the same pixels. `highest` is mozjpeg's way: trellis quantisation, and
 * scans tried one by one.
 */
const jpegEffort: Readonly<Record<Effort, JpegOptions>> = {
  normal: { optimiseCoding: false },
  high: { optimiseCoding: true },
  highest: { mozjpeg: true },
};

/** WebP's own scale of 6; 4 is its default. */
const webpEffort: Readonly<Record<Effort, number>> = { normal: 4, high: 5, highest: 6 };

/** zlib's scale of 9; 6 is its default. */
const pngCompression: Readonly<Record<Effort, number>> = { normal: 6, high: 8, highest: 9 };

/** Sets the output format as the preset wants it. */
export function inFormat(image: Sharp, { format, quality, effort = 'normal' }: Preset): Sharp {
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality, ...jpegEffort[effort] });
    case 'png':
      return image.png({ compressionLevel: pngCompression[effort] });
    case 'webp':
      return image.webp({ quality, effort: webpEffort[effort] });
    case 'avif':
      // Its higher efforts cost twice the time each, for less than a per cent of the bytes.
      return image.avif({ quality });
  }
}
