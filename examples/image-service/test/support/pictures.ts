import { readFile } from 'node:fs/promises';
import { sharpProcessor } from '@safelight/adapter-sharp';
import { definePresets, imageFormats } from '@safelight/core';
import { sample } from './live-service.ts';

/** One small picture of each format that an upload may have. */
export async function pictures(): Promise<Readonly<Record<string, Uint8Array>>> {
  const presets = definePresets(
    Object.fromEntries(imageFormats.map((format) => [format, { width: 64, format, quality: 50 }])),
  ).all;
  const { signal } = new AbortController();
  const made: Record<string, Uint8Array> = { gif: gif(), tiff: tiff() };
  for await (const { format, data } of sharpProcessor().derive(await readFile(sample), presets, { signal })) {
    made[format] = data;
  }
  return made;
}

/** One transparent pixel. */
function gif(): Uint8Array {
  return Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
}

/** One grey pixel, in the ten fields that a baseline TIFF needs. */
function tiff(): Uint8Array {
  const short = 3;
  const long = 4;
  const fields = [
    [256, short, 1], // Width
    [257, short, 1], // Height
    [258, short, 8], // Bits of a sample
    [259, short, 1], // Not compressed
    [262, short, 1], // Black is zero
    [273, long, 134], // Where the pixel is
    [277, short, 1], // Samples of a pixel
    [278, short, 1], // Rows
    [279, long, 1], // Bytes
    [284, short, 1], // Planes together
  ] as const;
  const file = Buffer.alloc(135);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(fields.length, 8);
  for (const [n, [tag, type, value]] of fields.entries()) {
    file.writeUInt16LE(tag, 10 + n * 12);
    file.writeUInt16LE(type, 12 + n * 12);
    file.writeUInt32LE(1, 14 + n * 12);
    file.writeUInt32LE(value, 18 + n * 12);
  }
  file.writeUInt8(127, 134);
  return file;
}
