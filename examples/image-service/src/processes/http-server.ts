import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ListenConfig } from '../config/config.ts';
import { StartError } from './start-error.ts';

/**
 * Milliseconds that an idle connection stays: longer than balancers keep theirs (60 s), so that they close it, and
 * never send a request into one that this side is just closing.
 */
const keepAliveTimeout = 65_000;

/**
 * An HTTP server that ends without cutting an answer: it takes no more connections, closes those without a
 * request, and waits for the others.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #listen: ListenConfig;
  /** Each connection, with how many of its requests are in hand. */
  readonly #connections = new Map<Socket, number>();
  #listening: Promise<unknown> | undefined;
  #isClosing = false;

  /**
   * @param drain once it has aborted, every answer says `Connection: close`, so that clients look elsewhere
   *   and no connection is closed in the moment in which a client uses it again
   */
  constructor(handle: RequestListener, listen: ListenConfig, drain: AbortSignal) {
    this.#listen = listen;
    this.#server = createServer({ keepAliveTimeout });
    this.#server.on('connection', (socket) => this.#keep(socket));
    this.#server.on('request', (request, response) => {
      const { socket } = request;
      this.#count(socket, 1);
      response.once('close', () => this.#count(socket, -1));
      if (drain.aborted) response.setHeader('connection', 'close');
      handle(request, response);
    });
  }

  /**
   * Listens; gives the address, such as `http://127.0.0.1:3000`.
   *
   * @throws {StartError} that says what to do where the port or the interface can't be had
   */
  async start(): Promise<string> {
    this.#server.listen({ host: this.#listen.host, port: this.#listen.port });
    this.#listening = once(this.#server, 'listening');
    try {
      await this.#listening;
    } catch (error) {
      throw listenError(this.#listen, error);
    }
    return this.url;
  }

  /** The address; only while it listens. */
  get url(): string {
    return urlOf(this.#server.address());
  }

  /**
   * Takes no more connections, and resolves once every answer is out. When `late` aborts, what is left is cut.
   *
   * @returns how many connections with a request in hand were cut
   */
  async close(late: AbortSignal): Promise<number> {
    await Promise.allSettled([this.#listening]);
    if (!this.#server.listening) return 0;
    this.#isClosing = true;
    let cut = 0;
    const cutAll = (): void => {
      cut = [...this.#connections.values()].filter((requests) => requests > 0).length;
      this.#server.closeAllConnections();
    };
    const closed = once(this.#server, 'close');
    // Closes the idle ones too.
    this.#server.close();
    for (const [socket, requests] of this.#connections) this.#closeIfUnused(socket, requests);
    if (late.aborted) cutAll();
    late.addEventListener('abort', cutAll, { once: true });
    await closed;
    late.removeEventListener('abort', cutAll);
    return cut;
  }

  #keep(socket: Socket): void {
    this.#connections.set(socket, 0);
    socket.once('close', () => this.#connections.delete(socket));
  }

  #count(socket: Socket, change: number): void {
    const requests = (this.#connections.get(socket) ?? 0) + change;
    if (!socket.destroyed) this.#connections.set(socket, requests);
    // Its answer was begun before the drain, and could not say that the connection ends with it.
    if (this.#isClosing && requests === 0) setImmediate(() => this.#server.closeIdleConnections());
  }

  /** Browsers open connections ahead of need; Node takes one that has said nothing yet for busy. */
  #closeIfUnused(socket: Socket, requests: number): void {
    if (requests === 0 && socket.bytesRead === 0) socket.destroy();
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function listenError({ host, port }: ListenConfig, error: unknown): StartError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const what =
    code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is taken: end what listens there, or set another port (0 takes any that is free).`
      : code === 'EACCES'
        ? `Port ${port} of ${host} is not allowed to this user: set one from 1024 on.`
        : `${host} can't be listened on: set HOST to the name or address of an interface of this machine.`;
  return new StartError(what, { cause: error });
}
