import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { EventFeed } from '../events/event-feed.ts';
import { Metrics } from '../metrics/metrics.ts';
import type { HttpServer } from '../processes/http-server.ts';
import { Lifecycle } from '../processes/lifecycle.ts';
import { feedPart, serverPart, uploadsPart } from '../processes/parts.ts';
import { ServedPage } from '../processes/served-page.ts';
import type { DiskUploads } from '../uploads/disk-uploads.ts';
import { httpModule } from './http-module.ts';
import type { Module } from './module.ts';
import { tokens } from './tokens.ts';

/** What the page of a demo is served with. */
export interface PageSettings {
  readonly config: Config;
  readonly logger: Logger;
  /** Aborts when the demo is asked to end. */
  readonly drain: AbortSignal;
}

/** API and page beside a service that does not need them. */
export function pageModule({ config, logger, drain }: PageSettings): Module {
  return (bind) => {
    bind(tokens.config).toConstantValue(config);
    bind(tokens.logger).toConstantValue(logger);
    bind(tokens.drain).toConstantValue(drain);
    bind<Metrics>(tokens.metrics).toResolvedValue(() => new Metrics());
    httpModule(bind);
    bind<ServedPage>(tokens.page).toResolvedValue(
      (feed: EventFeed, uploads: DiskUploads, server: HttpServer) => {
        const stages = [[feedPart(feed), uploadsPart(uploads)], [serverPart(server, logger)]];
        return new ServedPage(server, new Lifecycle(stages, logger));
      },
      [tokens.feed, tokens.uploads, tokens.server],
    );
  };
}
