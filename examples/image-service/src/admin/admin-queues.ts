import { once } from 'node:events';
import { type Logger, UnavailableError } from '@safelight/core';
import { Queue } from 'bullmq';
import { type RequestHandler, Router } from 'express';
import { Redis } from 'ioredis';
import { within } from '../metrics/within.ts';
import { boardOf } from './board.ts';

/** How long a request waits for Redis, in milliseconds. */
const timeout = 3_000;

/** Which queues are shown. */
export interface AdminQueuesOptions {
  readonly redisUrl: string;
  /** Each BullMQ queue's name with the name that people read. */
  readonly queues: ReadonlyMap<string, string>;
  /** The path that the router is mounted on, without a slash at its end. */
  readonly path: string;
  readonly logger: Logger;
}

/**
 * bull-board on connections of its own. Opens nothing before somebody looks; while Redis is away a look is answered
 * by a problem.
 */
export class AdminQueues {
  /** Shows the queues; who may look is for whoever mounts it. */
  readonly router: Router = Router();
  readonly #options: AdminQueuesOptions;
  #client: Redis | undefined;
  #queues: readonly Queue[] = [];
  #board: RequestHandler | undefined;
  #isClosed = false;

  constructor(options: AdminQueuesOptions) {
    this.#options = options;
    this.router.use(async (request, response, next) => {
      const board = await this.#open();
      await board(request, response, next);
    });
  }

  /** Ends the connection. Idempotent. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#queues.map((queue) => queue.close()));
    this.#client?.disconnect();
  }

  /** @throws {UnavailableError} while Redis can't be reached */
  async #open(): Promise<RequestHandler> {
    if (this.#isClosed) throw new UnavailableError('queue', 'The admin pages were closed: the process shuts down.');
    this.#client ??= this.#connect();
    await ready(this.#client);
    // Only now: a BullMQ queue whose first connection fails stays broken.
    this.#board ??= this.#show(this.#client);
    return this.#board;
  }

  #connect(): Redis {
    const { redisUrl, logger } = this.#options;
    const client = new Redis(redisUrl, {
      connectionName: 'safelight-admin',
      lazyConnect: true,
      // Somebody waits for the answer: what can't be sent fails at once, and what hangs fails soon.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: timeout,
      commandTimeout: timeout,
    });
    client.on('error', (error: unknown) => logger.debug({ err: error }, 'The admin pages can not reach Redis.'));
    return client;
  }

  #show(client: Redis): RequestHandler {
    const { queues, path, logger } = this.#options;
    const shown = [...queues].map(([name, title]) => ({
      title,
      // Looking must not write: a plain queue would set the length of the event stream back to BullMQ's own.
      queue: new Queue(name, { connection: client, skipMetasUpdate: true }),
    }));
    this.#queues = shown.map(({ queue }) => queue);
    for (const queue of this.#queues) {
      queue.on('error', (error) => logger.debug({ err: error }, 'A queue of the admin pages reported an error.'));
    }
    return boardOf(shown, path);
  }
}

async function ready(client: Redis): Promise<void> {
  try {
    if (client.status === 'wait') await within(timeout, client.connect());
    else if (client.status !== 'ready') await within(timeout, once(client, 'ready'));
  } catch (error) {
    throw new UnavailableError('queue', 'Redis can not be reached. Look again when it is back.', { cause: error });
  }
}
