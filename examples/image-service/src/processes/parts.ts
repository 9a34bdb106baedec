import { type Engines, messageOf, type Pipeline } from '@safelight/core';
import type { Logger } from 'pino';
import type { AdminQueues } from '../admin/admin-queues.ts';
import type { RunningWorker } from '../composition/image-service.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Housekeeping } from '../housekeeping/housekeeping.ts';
import type { DiskUploads } from '../uploads/disk-uploads.ts';
import type { Webhook } from '../webhook/webhook.ts';
import type { HttpServer } from './http-server.ts';
import type { Part } from './lifecycle.ts';
import { makeFolder } from './make-folder.ts';
import { StartError } from './start-error.ts';

/** The parts of a process, as its lifecycle starts and ends them. */

/** The folders that sources come from and derivatives go to. A folder that is not there would look like a mount that is gone. */
export function foldersPart(folders: readonly string[]): Part {
  return {
    name: 'folders',
    start: async () => {
      for (const folder of folders) {
        try {
          await makeFolder(folder);
        } catch (error) {
          throw new StartError(
            `The folder ${folder} can't be made: ${messageOf(error)}. Set INPUT_DIR and OUTPUT_DIR.`,
            {
              cause: error,
            },
          );
        }
      }
    },
    close: async () => undefined,
  };
}

/** @param webhook calls of it that the pipeline does not wait for any more end with it */
export function pipelinePart(pipeline: Pipeline, webhook: Webhook | undefined): Part {
  return {
    name: 'pipeline',
    start: () => pipeline.start(),
    close: async () => {
      await pipeline.close();
      webhook?.close();
    },
  };
}

/** The worker. It hands back by itself what it can't finish in time. */
export class WorkerPart implements Part {
  readonly name = 'worker';
  readonly #worker: RunningWorker;
  #isStarted = false;

  constructor(worker: RunningWorker) {
    this.#worker = worker;
  }

  /** True once it takes jobs. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  async start(): Promise<void> {
    await this.#worker.start();
    this.#isStarted = true;
  }

  async close(): Promise<undefined> {
    await this.#worker.close();
  }
}

/** Intake: what it must cut, it tells. */
export function serverPart(server: HttpServer, logger: Logger): Part {
  return {
    name: 'server',
    start: async () => {
      const url = await server.start();
      logger.info({ url }, 'Listening.');
    },
    close: async (late) => {
      const cut = await server.close(late);
      return cut === 0 ? undefined : `Requests that took too long to end were cut: ${cut}.`;
    },
  };
}

export function feedPart(feed: EventFeed): Part {
  return { name: 'feed', start: () => feed.start(), close: () => ends(feed.close()) };
}

/** Uploads begin with requests; what those that were cut left is removed here. */
export function uploadsPart(uploads: DiskUploads): Part {
  return { name: 'uploads', start: async () => {}, close: () => ends(uploads.close()) };
}

export function housekeepingPart(housekeeping: Housekeeping): Part {
  return {
    name: 'housekeeping',
    start: async () => housekeeping.start(),
    close: () => ends(housekeeping.close()),
  };
}

/** Opened by whoever looks. */
export function adminPart(admin: AdminQueues): Part {
  return { name: 'admin', start: async () => {}, close: () => ends(admin.close()) };
}

/** The queue, where no pipeline closes it. */
export function queuePart({ queue }: Engines): Part {
  return { name: 'queue', start: async () => {}, close: () => ends(queue.close()) };
}

async function ends(closing: Promise<void>): Promise<undefined> {
  await closing;
}
