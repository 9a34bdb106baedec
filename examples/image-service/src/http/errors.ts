import type { ErrorRequestHandler, RequestHandler } from 'express';
import type { Logger } from 'pino';
import { HttpProblemError, problemOf, sendProblem } from './problems.ts';

/** For a path that nobody answers. */
export const notFound: RequestHandler = (request) => {
  throw new HttpProblemError('NOT_FOUND', `There is no ${request.path} here. See /docs for what there is.`);
};

/** Answers with the problem of what a handler threw. What was not expected is logged, and never told. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const known = ofParser(error) ?? error;
    const { status } = problemOf(known).problem;
    if (status >= 500) logger.error({ err: error, requestId: response.locals.requestId }, 'A request failed.');
    // The answer has begun: all that is left is to cut it, so that the client knows that it is not whole.
    if (response.headersSent) next(error);
    else sendProblem(response, known);
  };
}

/** Express's own parsers throw errors with a `status`, and `type` for those of a body. */
function ofParser(error: unknown): HttpProblemError | undefined {
  if (!(error instanceof Error) || error instanceof HttpProblemError) return undefined;
  switch (Reflect.get(error, 'type')) {
    case 'entity.parse.failed':
      return new HttpProblemError('MALFORMED_JSON', `The body is not JSON: ${error.message}.`, { cause: error });
    case 'entity.too.large': {
      const limit = String(Reflect.get(error, 'limit'));
      return new HttpProblemError('PAYLOAD_TOO_LARGE', `The body has more than the ${limit} bytes that are allowed.`);
    }
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new HttpProblemError('UNSUPPORTED_MEDIA_TYPE', `${error.message}: send UTF-8, plain or gzip.`);
  }
  const status: unknown = Reflect.get(error, 'status');
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return new HttpProblemError('MALFORMED_REQUEST', `The request cannot be read: ${error.message}.`, { cause: error });
}
