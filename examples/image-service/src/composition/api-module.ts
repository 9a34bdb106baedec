import type { Pipeline } from '@safelight/core';
import type { Logger } from 'pino';
import type { AdminQueues } from '../admin/admin-queues.ts';
import type { Config } from '../config/config.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Housekeeping } from '../housekeeping/housekeeping.ts';
import type { HttpServer } from '../processes/http-server.ts';
import { Lifecycle } from '../processes/lifecycle.ts';
import {
  adminPart,
  feedPart,
  foldersPart,
  housekeepingPart,
  pipelinePart,
  serverPart,
  uploadsPart,
  WorkerPart,
} from '../processes/parts.ts';
import type { DiskUploads } from '../uploads/disk-uploads.ts';
import type { Webhook } from '../webhook/webhook.ts';
import type { RunningWorker } from './image-service.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/**
 * The API, and the worker where another module binds one: the pipeline before what needs it, and last what lets work
 * in. It ends in the opposite order: requests and jobs side by side, and then the pipeline, which still relays.
 */
export const apiModule: Module = (bind) => {
  bind<Lifecycle>(tokens.lifecycle).toResolvedValue(lifecycleOf, [
    tokens.config,
    tokens.logger,
    tokens.pipeline,
    tokens.webhook,
    tokens.feed,
    tokens.uploads,
    tokens.housekeeping,
    { serviceIdentifier: tokens.adminQueues, optional: true },
    tokens.server,
    { serviceIdentifier: tokens.worker, optional: true },
  ]);
};

function lifecycleOf(
  { http }: Config,
  logger: Logger,
  pipeline: Pipeline,
  webhook: Webhook | undefined,
  feed: EventFeed,
  uploads: DiskUploads,
  housekeeping: Housekeeping,
  admin: AdminQueues | undefined,
  server: HttpServer,
  worker: RunningWorker | undefined,
): Lifecycle {
  const stages = [
    [foldersPart([http.inputDir, http.outputDir])],
    [pipelinePart(pipeline, webhook)],
    [
      feedPart(feed),
      uploadsPart(uploads),
      housekeepingPart(housekeeping),
      ...(admin === undefined ? [] : [adminPart(admin)]),
    ],
    [serverPart(server, logger), ...(worker === undefined ? [] : [new WorkerPart(worker)])],
  ];
  return new Lifecycle(stages, logger);
}
