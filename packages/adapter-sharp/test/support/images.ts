import { readFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** One of the photographs that ship with the example. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`../../../../examples/image-service/samples/${name}`, import.meta.url));
}

/** A smooth picture of any size: cheap to make, and every region has a colour of its own. */
export function gradient(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      data[at] = (255 * x) / width;
      data[at + 1] = (255 * y) / height;
      data[at + 2] = 128;
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** One colour all over. */
export function plain(width: number, height: number, [r, g, b]: readonly [number, number, number]): Sharp {
  return sharp({ create: { width, height, channels: 3, background: { r, g, b } } });
}

/** Red, green, blue and white quarters, from the top left in reading order. */
export function quarters(width: number, height: number): Sharp {
  const [w, h] = [width / 2, height / 2];
  const tile = (background: string) => ({ create: { width: w, height: h, channels: 3 as const, background } });
  return plain(width, height, [255, 255, 255])
    .composite([
      { input: tile('#ff0000'), left: 0, top: 0 },
      { input: tile('#00ff00'), left: w, top: 0 },
      { input: tile('#0000ff'), left: 0, top: h },
    ])
    .removeAlpha();
}

/** The pixel at a place given in parts of the whole. */
export async function pixelAt(image: Uint8Array, x: number, y: number): Promise<readonly number[]> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  const at = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels;
  return [...data.subarray(at, at + info.channels)];
}

/** Peak signal-to-noise ratio of two rasters of one size, in decibel. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  let squares = 0;
  for (const [index, value] of a.entries()) squares += (value - (b[index] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / a.length));
}

/** A valid black and white PNG of any size, in a few kilobytes. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))), { level: 9 });
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', rows),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** A copy with `length` bytes from the given part of the file on overwritten. */
export function damaged(file: Buffer, part: number, length: number): Buffer {
  const copy = Buffer.from(file);
  const start = Math.floor(file.length * part);
  for (let index = start; index < start + length; index++) copy[index] = (index * 89 + 7) % 251;
  return copy;
}
