import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { HttpProblemError } from './problems.ts';

const window = 60_000;
/** What a balancer, a scraper or a page's own files need is not counted. */
const free = /^\/(health\/|metrics$|assets\/)/;

/**
 * At most `limit` requests a minute from one client, known by its address. Each process counts for itself: behind a
 * balancer a client has as many times the limit as there are processes.
 *
 * @param limit 0 is no limit
 */
export function requestLimit(limit: number): RequestHandler {
  if (limit === 0) return (_request, _response, next) => next();
  return rateLimit({
    windowMs: window,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // It would say on the console, once, what the configuration has decided.
    validate: false,
    skip: (request) => free.test(request.path),
    handler: () => {
      throw new HttpProblemError('RATE_LIMITED', `More than ${limit} requests in a minute. Wait, and send fewer.`);
    },
  });
}
