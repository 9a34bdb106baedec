import { errorCodes, type Problem, SafelightError, toProblem } from '@safelight/core';
import type { Response } from 'express';

/** The code of a problem that HTTP itself has. Those of tasks and images are core's. */
export type HttpProblemCode =
  | 'MALFORMED_JSON'
  | 'MALFORMED_REQUEST'
  | 'UNAUTHORIZED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'RANGE_NOT_SATISFIABLE'
  | 'RATE_LIMITED'
  | 'TOO_MANY_STREAMS';

const httpProblems: Readonly<Record<HttpProblemCode, readonly [status: number, title: string]>> = {
  MALFORMED_JSON: [400, 'The body is not JSON'],
  MALFORMED_REQUEST: [400, 'The request cannot be read'],
  UNAUTHORIZED: [401, 'A key is needed'],
  FORBIDDEN: [403, 'The key does not allow this'],
  NOT_FOUND: [404, 'Nothing is here'],
  METHOD_NOT_ALLOWED: [405, 'The method is not allowed here'],
  PAYLOAD_TOO_LARGE: [413, 'The body is too large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'The content type is not supported'],
  RANGE_NOT_SATISFIABLE: [416, 'The range lies outside the file'],
  RATE_LIMITED: [429, 'Too many requests'],
  TOO_MANY_STREAMS: [503, 'Too many event streams are open'],
};

/** Seconds after which a client should try again where nothing better is known. */
const retryAfter = 5;

/** A request that HTTP itself refuses. Throw it from a handler; the application answers with its problem. */
export class HttpProblemError extends SafelightError {
  override readonly code: HttpProblemCode;
  /** Headers of the answer, such as `Allow` or `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param detail what happened this time, and what to do about it; the client reads it */
  constructor(
    code: HttpProblemCode,
    detail: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    super(code, detail, { cause: options.cause });
    this.code = code;
    this.headers = options.headers ?? {};
  }
}

/** A problem as this API sends it: RFC 9457, and `instance` names the request in the logs. */
export interface SentProblem extends Problem {
  /** `urn:request:` and the request's id. */
  readonly instance: string;
}

/** The problem and the headers for any error; of an unexpected one nothing is told. */
export function problemOf(error: unknown): {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
} {
  if (error instanceof HttpProblemError) {
    const [status, title] = httpProblems[error.code];
    const type = `urn:safelight:problem:${error.code.toLowerCase().replaceAll('_', '-')}`;
    const wait = status === 503 ? { 'retry-after': String(retryAfter) } : {};
    return {
      problem: { type, title, status, detail: error.message, code: error.code },
      headers: { ...wait, ...error.headers },
    };
  }
  const problem = toProblem(error);
  if (problem.code === errorCodes.unavailable) {
    // What could not be reached is for the log: the message may name hosts.
    const detail = 'A service that this one depends on cannot be reached just now. Send the request again in a moment.';
    return { problem: { ...problem, detail }, headers: { 'retry-after': String(retryAfter) } };
  }
  return { problem, headers: problem.status === 503 ? { 'retry-after': String(retryAfter) } : {} };
}

/** Answers with a problem. Call it only while no header was sent. */
export function sendProblem(response: Response, error: unknown): void {
  const { problem, headers } = problemOf(error);
  const sent: SentProblem = { ...problem, instance: `urn:request:${response.locals.requestId}` };
  response.status(problem.status).set(headers).set('cache-control', 'no-store');
  response.type('application/problem+json').send(JSON.stringify(sent));
}
