import { check } from '@safelight/core';

/** A folder's path, absolute or relative to the working directory. */
export const folderCheck: ReturnType<typeof check.string> = check.string({
  min: 1,
  pattern: /^[^\0]*$/,
  what: 'a path without NUL characters',
});

/** At most what one Buffer takes on every supported platform. */
export const maxSourceBytesCheck: ReturnType<typeof check.integer> = check.integer({ min: 1, max: 2 ** 31 - 2 });

/** Empty, or folders after one slash each, such as `/output` or `/media/derived`. */
export const prefixCheck: ReturnType<typeof check.string> = check.string({
  pattern: /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
  what: "empty or like '/output': a slash before each folder, none at the end",
});
