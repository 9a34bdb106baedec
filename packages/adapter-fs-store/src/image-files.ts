import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Derivative, errorCodes, imageFormats, imageKey, PermanentProcessingError } from '@safelight/core';

/** A folder name as core makes them: no separator, no leading dot (so neither `..` nor our `.tmp`). */
const folderName = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
/** A file name as core's `imageKey` makes them. */
const fileName = new RegExp(`^[0-9a-f]{32}\\.(?:${extensions().join('|')})$`);
/** What this store puts into its folder of unfinished things. */
const unfinishedNames: Readonly<Record<Unfinished, RegExp>> = {
  part: /^[0-9a-f]{32}-[0-9a-f-]{36}\.part$/,
  claim: /^[0-9a-f]{32}\.sweep$/,
};
/** A write's part, or a sweep's claim. */
export type Unfinished = 'part' | 'claim';

function extensions(): readonly string[] {
  return imageFormats.map((format) =>
    path.posix.extname(imageKey('', 'a', { resolution: 'b', md5: 'c', format })).slice(1),
  );
}

/** True if the name may be a folder of the layout. */
export function isFolderName(name: string): boolean {
  return folderName.test(name);
}

/** True if the name is that of a stored image. */
export function isFileName(name: string): boolean {
  return fileName.test(name);
}

/** True if the name is one of this kind in the folder of unfinished things. */
export function isUnfinished(name: string, kind: Unfinished): boolean {
  return unfinishedNames[kind].test(name);
}

/** Where things are: the keys of the images, and the files behind them below the output folder. */
export interface ImageFiles {
  /** The output folder, absolute. */
  readonly output: string;
  /** The folder of unfinished things: inside the output folder, so that a rename out of it is atomic. */
  readonly unfinished: string;
  readonly prefix: string;
}

/** The layout below an output folder. */
export function imageFiles(output: string, prefix: string): ImageFiles {
  const absolute = path.resolve(output);
  return { output: absolute, unfinished: path.join(absolute, '.tmp'), prefix };
}

/** @throws {PermanentProcessingError} `SOURCE_NOT_ALLOWED` for names that are no folder names */
export function keyOf(files: ImageFiles, imageName: string, derivative: Derivative): string {
  const key = imageKey(files.prefix, imageName, derivative);
  fileOf(files, key);
  return key;
}

/**
 * The file behind a key.
 *
 * @throws {PermanentProcessingError} `SOURCE_NOT_ALLOWED` for anything but a key of this store
 */
export function fileOf(files: ImageFiles, key: string): string {
  const below = key.startsWith(`${files.prefix}/`) ? key.slice(files.prefix.length + 1).split('/') : [];
  const [imageName, resolution, file] = below;
  if (
    below.length !== 3 ||
    !isFolderName(imageName ?? '') ||
    !isFolderName(resolution ?? '') ||
    !isFileName(file ?? '')
  ) {
    throw new PermanentProcessingError(
      errorCodes.sourceNotAllowed,
      `${JSON.stringify(key.slice(0, 200))} is no key of this store. ` +
        `Its keys are like ${files.prefix}/{imageName}/{resolution}/{md5}.jpg, with names of A-Z a-z 0-9 . _ -`,
    );
  }
  return path.join(files.output, ...below);
}

/** The sweep's mark on a file that it is about to remove; see `removeUnlessReused`. */
export function claimOf(files: ImageFiles, file: string): string {
  const name = createHash('md5').update(path.relative(files.output, file)).digest('hex');
  return path.join(files.unfinished, `${name}.sweep`);
}
