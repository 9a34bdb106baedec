import express, { type Express, type RequestHandler } from 'express';
import { Keys } from './access.ts';
import type { HttpDependencies } from './dependencies.ts';
import { endpointsOf, routersOf } from './endpoints.ts';
import { notFound, problemHandler } from './errors.ts';
import { requestId } from './request-id.ts';
import { routerOf } from './router.ts';

/** The whole HTTP side: API, admin pages and page. Listens to nothing: give it to `createServer`. */
export function createApp(dependencies: HttpDependencies): Express {
  const { config, metrics, drain, logger } = dependencies;
  const app = express();
  app.disable('x-powered-by');
  // Only what has a version of its own has an ETag.
  app.disable('etag');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', 'simple');
  app.use(requestId, lastAnswers(drain), metrics.http);
  app.use(routerOf(endpointsOf(dependencies), new Keys(config), config));
  for (const router of routersOf(dependencies)) app.use(router);
  app.use(notFound);
  app.use(problemHandler(logger));
  return app;
}

/** While the process drains, every answer is the last one of its connection. */
function lastAnswers(drain: AbortSignal): RequestHandler {
  return (_request, response, next) => {
    if (drain.aborted) response.set('connection', 'close');
    next();
  };
}
