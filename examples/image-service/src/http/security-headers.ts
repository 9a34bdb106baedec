import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page of this service may load: its own files, and nothing that stands inline. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
  });
}

/** Nothing is kept by caches unless its endpoint says otherwise. */
export const uncached: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};
