import { errorCodes, isSafelightError, SafelightError } from '@safelight/core';

/** The system's code of an error, such as `ENOENT`; undefined for an error that is not the system's. */
function errnoOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** True if the error is the system's and its code is one of these. */
export function hasErrno(error: unknown, ...codes: readonly string[]): boolean {
  const code = errnoOf(error);
  return code !== undefined && codes.includes(code);
}

/** True if the system says that nothing is, or can be, at the path. */
export function isMissing(error: unknown): boolean {
  return hasErrno(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG');
}

const noRight = "the worker's user lacks the right; grant it";
const tooManyFiles = 'too many files are open; raise the limit or lower the concurrency';
const mountGone = 'the mounted folder does not answer; check the mount';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; raise it or free some space',
  EROFS: 'the file system is read-only; mount it writable',
  EACCES: noRight,
  EPERM: noRight,
  EMFILE: tooManyFiles,
  ENFILE: tooManyFiles,
  EIO: 'the device reports an error; check the disk',
  EXDEV: 'the output folder spans file systems; keep all of it on one',
  ESTALE: mountGone,
  ENOTCONN: mountGone,
  EHOSTDOWN: mountGone,
};

/**
 * A failure that may pass, with what to do about it. The system's own message is kept as the cause
 * only: it names the machine's paths, and this message goes onto the wire. Errors that are not the
 * system's come back as they are.
 */
export function transientFailure(what: string, error: unknown): unknown {
  const code = errnoOf(error);
  if (code === undefined || isSafelightError(error)) return error;
  return new SafelightError(
    errorCodes.processingFailed,
    `${what}: ${advice[code] ?? 'the system refused it'} (${code}).`,
    { cause: error },
  );
}
