import type { Engines } from '@safelight/core';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { workerChecks } from '../health/worker-checks.ts';
import { createWorkerApp } from '../http/worker-app.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { HttpServer } from '../processes/http-server.ts';
import { Lifecycle } from '../processes/lifecycle.ts';
import { queuePart, serverPart, WorkerPart } from '../processes/parts.ts';
import type { RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/**
 * A worker by itself. Its health and metrics are there before it takes jobs, for which it waits for the queue, and
 * until it has ended them.
 */
export const workerProcessModule: Module = (bind) => {
  bind<Lifecycle>(tokens.lifecycle).toResolvedValue(
    (config: Config, logger: Logger, drain: AbortSignal, metrics: Metrics, engines: Engines, worker: RunningWorker) => {
      const part = new WorkerPart(worker);
      const checks = workerChecks(() => part.isStarted, engines.queue);
      const app = createWorkerApp({ checks, metrics, config: config.http, logger, drain });
      const server = serverPart(new HttpServer(app, config.workerListen, drain), logger);
      return new Lifecycle([[queuePart(engines)], [server], [part]], logger);
    },
    [tokens.config, tokens.logger, tokens.drain, tokens.metrics, tokens.engines, tokens.worker],
  );
};
