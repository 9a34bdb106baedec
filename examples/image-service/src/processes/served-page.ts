import type { HttpServer } from './http-server.ts';
import type { Lifecycle } from './lifecycle.ts';

/** API and page of a service that was started before. */
export class ServedPage {
  readonly #server: HttpServer;
  readonly #lifecycle: Lifecycle;

  /** @param lifecycle of the server, and of what it serves from */
  constructor(server: HttpServer, lifecycle: Lifecycle) {
    this.#server = server;
    this.#lifecycle = lifecycle;
  }

  /**
   * Begins to serve; gives the address, such as `http://127.0.0.1:3000`.
   *
   * @throws {StartError} where the port can't be had
   */
  async start(): Promise<string> {
    await this.#lifecycle.start();
    return this.#server.url;
  }

  /** Answers what is in hand. @param timeout milliseconds; then what is left is cut */
  async close(timeout: number): Promise<void> {
    await this.#lifecycle.close(timeout);
  }
}
