import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';

declare global {
  namespace Express {
    /** What this service notes about a request while it answers it. */
    interface Locals {
      /** Names the request in logs, problems and the context of the tasks that it submits. */
      requestId: string;
      /** The path of the endpoint that answers, as in the OpenAPI document; absent where none does. */
      endpoint?: string;
    }
  }
}

/** Of letters, digits and what UUIDs and trace ids need: nothing that could break a log line or a header. */
const sane = /^[A-Za-z0-9._:=/+-]{1,128}$/;

/** Gives every request an id, its client's own where that looks sane, and tells it in `X-Request-Id`. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('x-request-id');
  response.locals.requestId = given !== undefined && sane.test(given) ? given : randomUUID();
  response.set('x-request-id', response.locals.requestId);
  next();
};
