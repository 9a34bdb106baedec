import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

declare global {
  namespace Express {
    interface Locals {
      /** The task that the request is about, for its line in the log. */
      taskId?: string;
    }
  }
}

/** Requests that come every few seconds and tell nothing: their lines are for `debug`. */
const routine = /^\/(health\/|metrics$)/;

/**
 * A line for each request once it is answered: id, method, path, status, milliseconds, and the task where
 * `response.locals.taskId` names one. Neither headers nor the query string are told, since both may hold keys.
 * `request.log` has the request's id on every line. Goes after what sets `response.locals.requestId`.
 */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger,
    // Of the request the lines in between have only its id; the rest stands on the last line.
    quietReqLogger: true,
    quietResLogger: true,
    autoLogging: true,
    genReqId: (_request, response) => response.locals.requestId,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: levelOf,
    customSuccessMessage: messageOf,
    customErrorMessage: messageOf,
    customSuccessObject: fieldsOf,
    customErrorObject: (request, response, error, value) => ({
      ...fieldsOf(request, response, value),
      // Pino-http makes an error of every status from 500; only one that was thrown says anything.
      ...(error === response.err ? { err: error } : {}),
    }),
  });
}

function levelOf(request: Request, response: Response): 'debug' | 'info' | 'error' {
  if (response.statusCode >= 500 && response.statusCode !== 503) return 'error';
  return routine.test(pathOf(request)) ? 'debug' : 'info';
}

function messageOf(_request: Request, response: Response): string {
  return response.writableFinished ? 'A request was answered.' : 'A client went away before its answer was whole.';
}

function fieldsOf(request: Request, response: Response, value: { readonly responseTime: number }): object {
  const { endpoint, taskId } = response.locals;
  return {
    method: request.method,
    path: pathOf(request),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(taskId === undefined ? {} : { taskId }),
    status: response.statusCode,
    ms: value.responseTime,
  };
}

function pathOf(request: Request): string {
  const [path = ''] = request.originalUrl.split('?');
  return path;
}
