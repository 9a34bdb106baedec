import { codeOf, errorCodes, isInvalidInputError, isSafelightError, messageOf } from './errors.ts';

/** Problem details for HTTP APIs, RFC 9457. Serve as `application/problem+json`. */
export interface Problem {
  /** A URI reference for the kind of problem; stable. */
  readonly type: string;
  /** A short summary of the kind of problem, the same for each occurrence. */
  readonly title: string;
  /** The HTTP status code. */
  readonly status: number;
  /** What happened this time, and what to do. Absent for an unexpected error, which is never shown. */
  readonly detail?: string;
  /** The stable error code, see {@link errorCodes}. */
  readonly code: string;
  /** Each problem of an invalid input, as `path: what is wrong`. */
  readonly problems?: readonly string[];
}

const kinds: Readonly<Record<string, readonly [status: number, title: string]>> = {
  [errorCodes.invalidInput]: [400, 'The request is not valid'],
  [errorCodes.unknownPreset]: [400, 'A preset is not known'],
  [errorCodes.sourceNotAllowed]: [403, 'The source is not allowed'],
  [errorCodes.taskNotFound]: [404, 'The task does not exist'],
  [errorCodes.sourceNotFound]: [404, 'The source does not exist'],
  [errorCodes.concurrencyConflict]: [409, 'The task was changed meanwhile'],
  [errorCodes.invalidTransition]: [409, 'The task is in no state for this'],
  [errorCodes.taskFailed]: [409, 'The task did not complete'],
  [errorCodes.imageTooLarge]: [413, 'The image is too large'],
  [errorCodes.unsupportedFormat]: [415, 'The image format is not supported'],
  [errorCodes.idempotencyConflict]: [422, 'The idempotency key was used with another body'],
  [errorCodes.corruptImage]: [422, 'The image is damaged'],
  [errorCodes.unavailable]: [503, 'A service is not reachable'],
  [errorCodes.notRunning]: [503, 'The service is not running'],
  [errorCodes.waitTimeout]: [504, 'The task did not end in time'],
};

/**
 * Problem details (RFC 9457) for any error. An error that is not Safelight's becomes a plain 500
 * without detail, so that nothing internal reaches a client.
 */
export function toProblem(error: unknown): Problem {
  const code = codeOf(error);
  const kind = isSafelightError(error) && Object.hasOwn(kinds, code) ? kinds[code] : undefined;
  if (kind === undefined) {
    return { type: 'about:blank', title: 'Internal error', status: 500, code: 'INTERNAL' };
  }
  const [status, title] = kind;
  return {
    type: `urn:safelight:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: messageOf(error),
    code,
    ...(isInvalidInputError(error) ? { problems: error.problems } : {}),
  };
}
