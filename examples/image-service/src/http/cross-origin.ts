import type { Request, RequestHandler } from 'express';
import { HttpProblemError } from './problems.ts';

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const allowedHeaders =
  'Authorization, X-API-Key, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id';
const exposedHeaders = 'Location, ETag, Link, Retry-After, RateLimit, RateLimit-Policy, X-Request-Id';
/** Seconds for which a browser may remember the answer to a preflight. */
const preflightAge = 600;

/**
 * Pages of the listed origins may call this API, with a key in a header: the session's cookie is not for them. Pages
 * of any other site may not, and what they send without asking first, as forms can, is refused if it would write.
 */
export function crossOrigin(allowed: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const origin = request.get('origin');
    const isAllowed = origin !== undefined && allowed.includes(origin);
    if (allowed.length > 0) response.vary('Origin');
    if (isAllowed) {
      response.set({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders });
      if (isPreflight(request)) {
        response.set({
          'access-control-allow-methods': 'GET, HEAD, POST, DELETE',
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': String(preflightAge),
        });
        response.status(204).end();
        return;
      }
    } else if (!safeMethods.has(request.method) && isForeign(request, origin)) {
      throw new HttpProblemError(
        'FORBIDDEN',
        `Pages of ${origin ?? 'another site'} may not write here. Add the origin to CORS_ORIGINS to allow it.`,
      );
    }
    next();
  };
}

function isPreflight(request: Request): boolean {
  return request.method === 'OPTIONS' && request.get('access-control-request-method') !== undefined;
}

/** What a browser says of itself; other clients send neither header. */
function isForeign(request: Request, origin: string | undefined): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.host;
}
