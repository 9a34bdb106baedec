import express, { type Express } from 'express';
import { requestLog } from '../logging/request-log.ts';
import { httpMetrics } from '../metrics/http-metrics.ts';
import { Keys } from './access.ts';
import { crossOrigin } from './cross-origin.ts';
import type { HttpDependencies } from './dependencies.ts';
import { endpointsOf, routersOf } from './endpoints.ts';
import { notFound, problemHandler } from './errors.ts';
import { requestLimit } from './rate-limit.ts';
import { requestId } from './request-id.ts';
import { routerOf } from './router.ts';
import { securityHeaders, uncached } from './security-headers.ts';

/** The whole HTTP side: API, admin pages and page. Listens to nothing: give it to `createServer`. */
export function createApp(dependencies: HttpDependencies): Express {
  const { config, metrics, logger } = dependencies;
  const keys = new Keys(config);
  const app = express();
  app.disable('x-powered-by');
  // Only what has a version of its own has an ETag.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestId, requestLog(logger), httpMetrics(metrics.httpRequestSeconds));
  app.use(securityHeaders(), uncached, crossOrigin(config.corsOrigins), requestLimit(config.rateLimit));
  app.use(routerOf(endpointsOf(dependencies, keys), keys, config));
  for (const router of routersOf(dependencies, keys)) app.use(router);
  app.use(notFound);
  app.use(problemHandler(logger));
  return app;
}
