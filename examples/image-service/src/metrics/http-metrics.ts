import type { RequestHandler } from 'express';
import type { Metrics } from './metrics.ts';

/** The route of what no endpoint answers: never the path itself, since anyone can make up any number of those. */
const noRoute = 'none';

/**
 * Times every request until its answer has been sent, or was cut short. The route is the endpoint's template, never
 * the path that was asked for. An event stream counts when it ends.
 */
export function httpMetrics(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now();
    response.once('close', () => {
      const labels = {
        method: request.method,
        route: response.locals.endpoint ?? noRoute,
        // 499 is what nginx calls it: the client went away before it had its answer.
        status: response.writableFinished ? String(response.statusCode) : '499',
      };
      metrics.httpRequestSeconds.observe(labels, (performance.now() - startedAt) / 1_000);
    });
    next();
  };
}
