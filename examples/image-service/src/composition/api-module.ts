import type { Pipeline } from '@safelight/core';
import type { Logger } from 'pino';
import type { AdminQueues } from '../admin/admin-queues.ts';
import type { Config } from '../config/config.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Housekeeping } from '../housekeeping/housekeeping.ts';
import { Lifecycle, type Part } from '../processes/lifecycle.ts';
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

/** The API: the pipeline before what needs it, and last what lets requests in. It ends in the opposite order. */
export const apiModule: Module = (bind) => {
  stagesModule(bind);
  bind<Lifecycle>(tokens.lifecycle).toResolvedValue(
    (stages: Stages, server: Part, logger: Logger) => new Lifecycle([...stages, [server]], logger),
    [tokens.apiStages, tokens.apiServer, tokens.logger],
  );
};

/** API and worker in one: requests and jobs end side by side, and then the pipeline, which still relays. */
export const allInOneModule: Module = (bind) => {
  stagesModule(bind);
  bind<Lifecycle>(tokens.lifecycle).toResolvedValue(
    (stages: Stages, server: Part, worker: RunningWorker, logger: Logger) =>
      new Lifecycle([...stages, [server, new WorkerPart(worker)]], logger),
    [tokens.apiStages, tokens.apiServer, tokens.worker, tokens.logger],
  );
};

type Stages = readonly (readonly Part[])[];

const stagesModule: Module = (bind) => {
  bind<Part>(tokens.apiServer).toResolvedValue(serverPart, [tokens.server, tokens.logger]);
  bind<Stages>(tokens.apiStages).toResolvedValue(stagesOf, [
    tokens.config,
    tokens.pipeline,
    tokens.webhook,
    tokens.feed,
    tokens.uploads,
    tokens.housekeeping,
    { serviceIdentifier: tokens.adminQueues, optional: true },
  ]);
};

function stagesOf(
  { http }: Config,
  pipeline: Pipeline,
  webhook: Webhook | undefined,
  feed: EventFeed,
  uploads: DiskUploads,
  housekeeping: Housekeeping,
  admin: AdminQueues | undefined,
): Stages {
  return [
    [foldersPart([http.inputDir, http.outputDir])],
    [pipelinePart(pipeline, webhook)],
    [
      feedPart(feed),
      uploadsPart(uploads),
      housekeepingPart(housekeeping),
      ...(admin === undefined ? [] : [adminPart(admin)]),
    ],
  ];
}
