import type { ImageStore, Pipeline, Presets } from '@safelight/core';
import type { Request, Router } from 'express';
import type { Logger } from 'pino';
import type { HttpConfig } from '../config/config.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Checks } from '../health/readiness.ts';
import type { Metrics } from '../metrics/metrics.ts';

/** An uploaded file whose content has been checked. */
export interface ReceivedUpload {
  /** Where it will be, relative to the input folder with slashes: what a submission names as its source. */
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
   * Of what is refused, nothing is left.
   *
   * @param use makes of the upload what it is for, before it is put into its place; by throwing it refuses it
   * @returns what `use` gave
   * @throws {HttpProblemError} for a form that can't be read, or is too large or too slow
   * @throws {InvalidInputError} for one with no file or several
   * @throws {PermanentProcessingError} `UNSUPPORTED_FORMAT` for a content that is no image
   */
  receive<T>(request: Request, use: (upload: ReceivedUpload) => T): Promise<T>;
  /**
   * Takes note that a source is about to be used again: where it is an upload, the time for which it is kept begins
   * anew. Of any other path nothing is noted.
   *
   * @param source relative to the input folder with slashes
   */
  renew(source: string): Promise<void>;
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
  /** Knows which derivatives are stored; their files lie in the configuration's `outputDir`. */
  readonly images: Pick<ImageStore, 'stat'>;
  /** Shows the queues to operators; absent with engines that have none to show. */
  readonly adminQueues?: Router;
}
