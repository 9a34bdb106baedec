import express, { type RequestHandler } from 'express';
import type { EndpointDescription } from './endpoint.ts';
import { HttpProblemError } from './problems.ts';

const json = 'application/json';

/**
 * Reads the JSON body of an endpoint that has one, up to `limit` bytes. A body of the endpoint's other type is left
 * to its handler; any other type is refused before a byte of it is read.
 */
export function jsonBody(endpoint: EndpointDescription, limit: number): RequestHandler {
  if (endpoint.input.body === undefined) return (_request, _response, next) => next();
  const other = endpoint.otherBody?.type;
  const types = other === undefined ? json : `${json} or ${other}`;
  // Not strict: a bare string or number is JSON too, and the schema says better what is wrong with it.
  const parse = express.json({ limit, type: json, strict: false });
  return (request, response, next) => {
    const type = request.is(other === undefined ? [json] : [json, other]);
    if (type === null || request.get('content-length') === '0') {
      next(new HttpProblemError('MALFORMED_JSON', `The body is missing. Send ${types}.`));
    } else if (type === false) {
      const given = request.headers['content-type'] ?? 'missing';
      next(new HttpProblemError('UNSUPPORTED_MEDIA_TYPE', `The content type is ${given}. Send ${types}.`));
    } else if (type === other) {
      next();
    } else {
      parse(request, response, next);
    }
  };
}
