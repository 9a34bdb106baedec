import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** One call as a receiver has it. */
export interface ReceivedCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A webhook's receiver: a real server, which keeps what it is told. */
export class Receiver {
  readonly calls: ReceivedCall[] = [];
  readonly #server: Server;
  #wake = (): void => {};

  /** @param answer what it says to the n-th call, from 0; default 204 */
  constructor(answer: (n: number) => RequestListener = () => (_request, response) => response.writeHead(204).end()) {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      const n = this.calls.push({ headers: request.headers, body }) - 1;
      answer(n)(request, response);
      this.#wake();
    });
  }

  /** Listens on a free port; gives the URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
    return `http://127.0.0.1:${address.port}/hook`;
  }

  /** Resolves once there were so many calls. */
  async called(times: number): Promise<void> {
    while (this.calls.length < times) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** What the call says, if its signature is right. @throws where it is not */
export function verified({ headers, body }: ReceivedCall, secret: string): unknown {
  const signed = {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  };
  return new Webhook(secret).verify(body, signed);
}
