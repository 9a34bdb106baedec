import { open } from 'node:fs/promises';
import { errorCodes, PermanentProcessingError } from '@safelight/core';
import { fileTypeFromFile } from 'file-type';

/** What an upload may be. */
export type UploadFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif' | 'avif';

const byMime: ReadonlyMap<string, UploadFormat> = new Map([
  ['image/jpeg', 'jpeg'],
  ['image/png', 'png'],
  // A PNG with more pictures behind the first: readers that don't know it see a PNG.
  ['image/apng', 'png'],
  ['image/webp', 'webp'],
  ['image/tiff', 'tiff'],
  ['image/gif', 'gif'],
  ['image/avif', 'avif'],
]);

/**
 * What the file is by its content; its name says nothing. Whether the rest of it is whole, the worker finds out.
 *
 * @throws {PermanentProcessingError} `UNSUPPORTED_FORMAT` for anything else
 * @throws the system's error
 */
export async function imageTypeOf(file: string): Promise<UploadFormat> {
  const mime = await mimeOf(file);
  const format = mime === undefined ? undefined : byMime.get(mime);
  if (format !== undefined) return format;
  throw unsupported(mime === undefined ? 'of no kind that is known' : mime);
}

async function mimeOf(file: string): Promise<string | undefined> {
  try {
    const mime = (await fileTypeFromFile(file))?.mime;
    return mime === 'image/gif' && !(await isGif(file)) ? undefined : mime;
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    // It began like something, and turned out to be broken.
    throw unsupported('damaged', error);
  }
}

/** For `file-type`, any text that begins with the letters GIF is one. */
async function isGif(file: string): Promise<boolean> {
  await using handle = await open(file, 'r');
  const { buffer } = await handle.read(Buffer.alloc(6), 0, 6, 0);
  return /^GIF8[79]a$/.test(buffer.toString('latin1'));
}

function unsupported(found: string, cause?: unknown): PermanentProcessingError {
  return new PermanentProcessingError(
    errorCodes.unsupportedFormat,
    `The file's content is ${found}, whatever its name says. Send a JPEG, PNG, WebP, TIFF, GIF or AVIF.`,
    { cause },
  );
}

const extensions: Readonly<Record<UploadFormat, string>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  tiff: 'tif',
  gif: 'gif',
  avif: 'avif',
};

/** The extension of a file of this format, without the dot. */
export function extensionOf(format: UploadFormat): string {
  return extensions[format];
}
