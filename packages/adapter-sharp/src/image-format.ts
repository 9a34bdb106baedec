import { isCameraRaw } from './camera-raw.ts';

/** The formats that are open as sources. */
export type SourceFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif';

/** What libvips calls the loader of each format. */
export const loaderOf: Readonly<Record<SourceFormat, 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'heif'>> = {
  jpeg: 'jpeg',
  png: 'png',
  webp: 'webp',
  tiff: 'tiff',
  gif: 'gif',
  avif: 'heif',
};

const tiffMarks = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

/**
 * The source's format by its first bytes, or undefined where it is none of the open ones. libvips is
 * never asked about such bytes: what it could read besides (SVG, PDF, whatever a build of it has) stays
 * closed without touching its process-wide settings.
 */
export function formatOf(source: Uint8Array): SourceFormat | undefined {
  const at = (start: number, text: string): boolean => latin1(source, start, start + text.length) === text;
  if (at(0, '\xff\xd8\xff')) return 'jpeg';
  if (at(0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (at(0, 'GIF87a') || at(0, 'GIF89a')) return 'gif';
  if (at(0, 'RIFF') && at(8, 'WEBP')) return 'webp';
  if (tiffMarks.some((mark) => at(0, mark))) return isCameraRaw(source) ? undefined : 'tiff';
  return brandsOf(source).some((brand) => brand === 'avif' || brand === 'avis') ? 'avif' : undefined;
}

/** What a source that is not open looks like, for the message. */
export function describeClosed(source: Uint8Array): string {
  if (tiffMarks.includes(latin1(source, 0, 4))) return 'a camera raw file';
  if (brandsOf(source).some((brand) => /^(he[iv]|mif1)/.test(brand))) return 'a HEIC image';
  const start = latin1(source, 0, 1024).trimStart();
  if (start.startsWith('%PDF')) return 'a PDF document';
  if (start.startsWith('<')) return start.includes('<svg') ? 'an SVG drawing' : 'XML or HTML text';
  return 'no image of a known kind';
}

/** The brands that an ISO base media file (AVIF, HEIC, MP4, …) says it conforms to. */
function brandsOf(source: Uint8Array): readonly string[] {
  if (source.length < 16 || latin1(source, 4, 8) !== 'ftyp') return [];
  const end = Math.min(new DataView(source.buffer, source.byteOffset).getUint32(0), source.length, 256);
  const brands = [latin1(source, 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(latin1(source, at, at + 4));
  return brands;
}

function latin1(source: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...source.subarray(start, end));
}
