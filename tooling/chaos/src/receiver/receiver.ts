import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { messageOf } from '@safelight/core';
import express, { type Request, type Response } from 'express';
import { Webhook } from 'standardwebhooks';
import { parseTaskState, type TaskState } from '../client/task-state.ts';
import type { Book } from './book.ts';

/** The rig's receiver of webhooks: verifies each call, and enters it into the book before it answers. */
export class Receiver {
  readonly #server: Server;
  readonly secret: string;

  /** @param since milliseconds since the run began */
  constructor(book: Book, secret: string, since: () => number) {
    this.secret = secret;
    const webhook = new Webhook(secret);
    const app = express().use(express.text({ type: '*/*', limit: '1mb' }));
    app.post('/', (request: Request, response: Response) => {
      const task = verified(webhook, request);
      if (task === undefined) {
        book.forged++;
        response.sendStatus(401);
        return;
      }
      const { id: taskId, run, status, version } = task;
      book.add({ taskId, run, status, version, outcome: outcomeOf(task), at: Math.round(since()) });
      response.sendStatus(204);
    });
    this.#server = createServer(app);
  }

  /** Listens at a random port of the loopback interface; gives its address. */
  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
    return `http://127.0.0.1:${address.port}/`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

function verified(webhook: Webhook, request: Request): TaskState | undefined {
  try {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const event: unknown = webhook.verify(String(request.body), headers);
    return parseTaskState(Reflect.get(Object(event), 'data'));
  } catch (error) {
    process.stderr.write(`The receiver refused a call: ${messageOf(error)}\n`);
    return undefined;
  }
}

/** Two ends of one run are the same if this is. */
function outcomeOf({ status, images, failure }: TaskState): string {
  const files = images.map(({ resolution, md5 }) => `${resolution}=${md5}`).sort();
  return [status, ...files, ...(failure === undefined || status !== 'failed' ? [] : [failure.code])].join(' ');
}
