import { errorCodes, PermanentProcessingError, SafelightError, UnavailableError } from '@safelight/core';
import { transientFailure } from './errno.ts';

// These messages go onto the wire: they name the source as it was given and nothing of the machine.

function show(path: string): string {
  return JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
}

export function sourceNotFound(path: string): PermanentProcessingError {
  return new PermanentProcessingError(
    errorCodes.sourceNotFound,
    `Nothing is at the source path ${show(path)}. Check the path, and that the file is in an allowed root.`,
  );
}

/** One message, whether something exists out there or not. */
export function sourceOutside(path: string): PermanentProcessingError {
  return new PermanentProcessingError(
    errorCodes.sourceNotAllowed,
    `The source path ${show(path)} leads out of the allowed roots. Name a file inside one of them.`,
  );
}

export function sourceNoFile(path: string): PermanentProcessingError {
  return new PermanentProcessingError(
    errorCodes.sourceNotAllowed,
    `The source ${show(path)} is no regular file. Name a file, not a folder, device, pipe or socket.`,
  );
}

export function sourceTooLarge(path: string, limit: number): PermanentProcessingError {
  return new PermanentProcessingError(
    errorCodes.imageTooLarge,
    `The source ${show(path)} has more than ${limit} bytes. Send a smaller file, or raise maxSourceBytes.`,
  );
}

export function rootUnreachable(cause: unknown): UnavailableError {
  return new UnavailableError(
    'source root',
    'A root of the sources cannot be reached. Check that its folder exists and is mounted.',
    { cause },
  );
}

/** A file that is being written, or replaced again and again: it may be whole at the next attempt. */
export function sourceChanging(path: string): SafelightError {
  return new SafelightError(
    errorCodes.processingFailed,
    `The source ${show(path)} was changed while it was read. Submit a source once it is written.`,
  );
}

export function sourceUnreadable(path: string, error: unknown): unknown {
  return transientFailure(`The source ${show(path)} could not be read`, error);
}
