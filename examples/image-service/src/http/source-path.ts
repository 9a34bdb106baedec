import path from 'node:path';
import { errorCodes, PermanentProcessingError } from '@safelight/core';

/**
 * Where an image path leads, relative to the input folder and with slashes. By names only: whether anything is there,
 * and whether a link leads out, is the worker's business.
 *
 * @param inputDir absolute
 * @param field what the message calls it
 * @throws {PermanentProcessingError} `SOURCE_NOT_ALLOWED` for a path that leads out of the folder
 */
export function sourcePath(inputDir: string, imagePath: string, field = 'imagePath'): string {
  const relative = path.relative(inputDir, path.resolve(inputDir, imagePath));
  const [first = ''] = relative.split(path.sep);
  if (first === '' || first === '..' || path.isAbsolute(relative)) {
    throw new PermanentProcessingError(
      errorCodes.sourceNotAllowed,
      `${field}: ${JSON.stringify(imagePath)} lies outside the input folder. Name a file in it, such as photos/a.jpg.`,
    );
  }
  return relative.split(path.sep).join('/');
}
