import { imageNameOf } from '@safelight/core';

/** Characters of a name that is shown. */
const longestName = 120;

/**
 * A client's name for a file, fit to be shown: the last part of a path, without control characters and those that
 * turn the direction of what follows, at most 120 characters; `upload` when nothing is left.
 */
export function shownName(given: string): string {
  const base = given.split(/[\\/]/).at(-1) ?? '';
  const clean = base
    .normalize('NFC')
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, '')
    .trim();
  const name = [...clean].slice(0, longestName).join('').trim();
  return name === '' || name === '.' || name === '..' ? 'upload' : name;
}

/** The name of the file on disk, without extension: the derivatives' folder is called the same. */
export function safeBaseName(given: string): string {
  return imageNameOf({ kind: 'path', path: shownName(given) });
}
