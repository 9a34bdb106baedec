import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import type { ListenConfig } from '../config/config.ts';
import { hasErrno } from '../shared/errno.ts';
import { Connection } from './connection.ts';
import { StartError } from './start-error.ts';

/**
 * Milliseconds that an idle connection stays: longer than balancers keep theirs (60 s), so that they close it, and
 * never send a request into one that this side is just closing.
 */
const keepAliveTimeout = 65_000;

/**
 * An HTTP server that ends without cutting an answer, and without closing a connection under a client's next request:
 * it takes no more connections, each answer says that its connection ends with it, and a connection without an answer
 * in hand is closed only after a moment without a request. That moment is left as well after an answer whose head went
 * out too early to say so.
 */
export class HttpServer {
  readonly #server: Server;
  readonly #listen: ListenConfig;
  readonly #connections = new Map<Socket, Connection>();
  #listening: Promise<unknown> | undefined;

  /**
   * @param drain once it has aborted, every answer whose head is not sent says `Connection: close`, so that clients
   *   look elsewhere
   */
  constructor(handle: RequestListener, listen: ListenConfig, drain: AbortSignal) {
    this.#listen = listen;
    this.#server = createServer({ keepAliveTimeout });
    this.#server.on('connection', (socket) => {
      const connection = new Connection(socket);
      this.#connections.set(socket, connection);
      // Accepted in the moment in which listening ended.
      if (!this.#server.listening) connection.end();
      socket.once('close', () => this.#connections.delete(socket));
    });
    this.#server.on('request', (request, response) => {
      const connection = this.#connections.get(request.socket);
      connection?.take(response);
      if (drain.aborted) connection?.announceEnd();
      handle(request, response);
    });
    const announce = (): void => {
      for (const connection of this.#connections.values()) connection.announceEnd();
    };
    drain.addEventListener('abort', announce, { once: true });
    this.#server.once('close', () => drain.removeEventListener('abort', announce));
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
    let cut = 0;
    const cutAll = (): void => {
      cut = [...this.#connections.values()].filter(({ isBusy }) => isBusy).length;
      this.#server.closeAllConnections();
    };
    const closed = once(this.#server, 'close');
    // Not HTTP's own: that ends idle connections at once, and with them what a client has sent just now.
    NetServer.prototype.close.call(this.#server);
    for (const connection of this.#connections.values()) connection.end();
    if (late.aborted) cutAll();
    late.addEventListener('abort', cutAll, { once: true });
    await closed;
    late.removeEventListener('abort', cutAll);
    return cut;
  }
}

function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function listenError({ host, port }: ListenConfig, error: unknown): StartError {
  const what = hasErrno(error, 'EADDRINUSE')
    ? `Port ${port} of ${host} is taken: end what listens there, or set another port (0 takes any that is free).`
    : hasErrno(error, 'EACCES')
      ? `Port ${port} of ${host} is not allowed to this user: set one from 1024 on.`
      : `${host} can't be listened on: set HOST to the name or address of an interface of this machine.`;
  return new StartError(what, { cause: error });
}
