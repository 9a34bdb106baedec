import type { Pipeline, Presets } from '@safelight/core';
import type { Request, Router } from 'express';
import type { Logger } from 'pino';
import type { HttpConfig } from '../config/config.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Checks } from '../health/readiness.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** An uploaded file that has been checked and put into its place. */
export interface ReceivedUpload {
  /** Where it is, relative to the input folder with slashes: what a submission names as its source. */
  readonly path: string;
  /** What is told of it in the task's `metadata.upload`. */
  readonly upload: {
    /** The file's name as the client called it. */
    readonly name: string;
    /** Bytes. */
    readonly size: number;
    /** What its content is, such as `jpeg`; never what its name says. */
    readonly format: string;
  };
  /** The form's text fields, each as often as it was sent. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

/** Takes uploads to disk. */
export interface Uploads {
  /**
   * Streams the form's one file, in the field `file`, to disk, checks its content and puts it into its place.
   * Whatever goes wrong, no temporary file is left.
   *
   * @throws {HttpProblemError} for a form that can't be read, has no file or several, or is too large
   * @throws {PermanentProcessingError} `UNSUPPORTED_FORMAT` for a content that is no image
   */
  receive(request: Request): Promise<ReceivedUpload>;
}

/** All that the HTTP side is made of. Whoever makes it starts and ends the parts. */
export interface HttpDependencies {
  readonly pipeline: Pipeline;
  readonly presets: Presets;
  readonly config: HttpConfig;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** What readiness depends on. */
  readonly checks: Checks;
  /** Aborted when shutdown begins: not ready any more, and streams end. */
  readonly drain: AbortSignal;
  /** Every event of this process's bus, for the streams that follow all tasks. */
  readonly feed: EventFeed;
  readonly uploads: Uploads;
  /** Shows the queues to operators; absent with engines that have none to show. */
  readonly adminQueues?: Router;
}
