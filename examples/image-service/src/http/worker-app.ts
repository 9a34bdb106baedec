import express, { type Express } from 'express';
import type { Logger } from 'pino';
import type { HttpConfig } from '../config/config.ts';
import type { Checks } from '../health/readiness.ts';
import { httpMetrics } from '../metrics/http-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { Keys } from './access.ts';
import { notFound, problemHandler } from './errors.ts';
import { requestId } from './request-id.ts';
import { routerOf } from './router.ts';
import { healthEndpoints } from './routes/health.ts';
import { metricsEndpoints } from './routes/metrics.ts';
import { uncached } from './security-headers.ts';

/** What a worker process tells of itself. */
export interface WorkerAppDependencies {
  readonly checks: Checks;
  readonly metrics: Metrics;
  readonly config: HttpConfig;
  readonly logger: Logger;
  /** Aborted when shutdown begins: not ready any more. */
  readonly drain: AbortSignal;
}

/** Health and metrics of a worker process, by the same rules and keys as an API's. Listens to nothing. */
export function createWorkerApp({ checks, metrics, config, logger, drain }: WorkerAppDependencies): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(requestId, uncached, httpMetrics(metrics.httpRequestSeconds));
  app.use(routerOf([...healthEndpoints(checks, drain), ...metricsEndpoints(metrics)], new Keys(config), config));
  app.use(notFound, problemHandler(logger));
  return app;
}
