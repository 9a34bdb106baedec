import type { Engines, Pipeline, Presets } from '@safelight/core';
import type { Logger } from 'pino';
import type { AdminQueues } from '../admin/admin-queues.ts';
import type { Config } from '../config/config.ts';
import { EventFeed } from '../events/event-feed.ts';
import { pipelineChecks } from '../health/pipeline-checks.ts';
import { createApp } from '../http/app.ts';
import { taskView } from '../http/schemas/task-view.ts';
import { engineReadings } from '../metrics/engine-readings.ts';
import { observeEventLag } from '../metrics/event-lag.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { HttpServer } from '../processes/http-server.ts';
import { DiskUploads } from '../uploads/disk-uploads.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** The HTTP side of a pipeline: the application, what it serves from, and the server it runs on. */
export const httpModule: Module = (bind) => {
  bind<EventFeed>(tokens.feed).toResolvedValue(
    ({ http }: Config, { bus }: Engines, pipeline: Pipeline, metrics: Metrics, logger: Logger) => {
      const viewOf = (task: Parameters<typeof taskView>[0]) => taskView(task, http.outputPrefix);
      return new EventFeed({ bus, pipeline, viewOf, logger, onEvent: observeEventLag(metrics) });
    },
    [tokens.config, tokens.engines, tokens.pipeline, tokens.metrics, tokens.logger],
  );
  bind<DiskUploads>(tokens.uploads).toResolvedValue(
    ({ http }: Config, metrics: Metrics) =>
      new DiskUploads({
        inputDir: http.inputDir,
        maxUploadBytes: http.maxUploadBytes,
        maxBodyBytes: http.maxBodyBytes,
        onBytes: (bytes) => metrics.uploadBytes.inc(bytes),
      }),
    [tokens.config, tokens.metrics],
  );
  bind<HttpServer>(tokens.server).toResolvedValue(serverOf, [
    tokens.config,
    tokens.logger,
    tokens.drain,
    tokens.metrics,
    tokens.presets,
    tokens.pipeline,
    tokens.feed,
    tokens.uploads,
    { serviceIdentifier: tokens.adminQueues, optional: true },
  ]);
};

function serverOf(
  { http: config, listen }: Config,
  logger: Logger,
  drain: AbortSignal,
  metrics: Metrics,
  presets: Presets,
  pipeline: Pipeline,
  feed: EventFeed,
  uploads: DiskUploads,
  admin: AdminQueues | undefined,
): HttpServer {
  metrics.add(engineReadings(pipeline));
  const app = createApp({
    pipeline,
    presets,
    config,
    logger,
    metrics,
    drain,
    feed,
    uploads,
    checks: pipelineChecks(pipeline, { maxRelayLag: config.maxRelayLag, logger }),
    ...(admin === undefined ? {} : { adminQueues: admin.router }),
  });
  return new HttpServer(app, listen, drain);
}
