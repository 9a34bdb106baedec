import type { RequestHandler } from 'express';
import type { Histogram } from 'prom-client';

/** The route of what no endpoint answers: never the path itself, since anyone can make up any number of those. */
const noRoute = 'none';
/** Methods that get a series of their own; others are clients' inventions. */
const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']);

/**
 * Times every request until its answer has been sent, or was cut short. The route is the endpoint's template, never
 * the path that was asked for. An event stream counts when it ends.
 *
 * @param seconds takes what is observed
 */
export function httpMetrics(seconds: Histogram<'method' | 'route' | 'status'>): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const labels = {
        method: methods.has(request.method) ? request.method : 'other',
        route: response.locals.endpoint ?? noRoute,
        // 499 is what nginx calls it: the client went away before it had its answer.
        status: response.writableFinished ? String(response.statusCode) : '499',
      };
      seconds.observe(labels, (performance.now() - startedAt) / 1_000);
    });
    next();
  };
}
