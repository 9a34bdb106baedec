import { type Logger, UnavailableError } from '@safelight/core';
import {
  type InMemoryConnection,
  type InMemoryOptions,
  type InMemoryServer,
  inMemoryServer,
  plainWire,
  type Wire,
} from '@safelight/core/in-memory';
import { SteadyRuntime } from './steady-runtime.ts';

/** An in-memory server behind a line that can be cut, with the clients that a case connected. */
export class AServer {
  readonly server: InMemoryServer;
  readonly #clients: InMemoryConnection[] = [];
  readonly #runtime: SteadyRuntime;
  #isCut = false;

  constructor(log: Logger, options: Partial<InMemoryOptions> = {}) {
    this.#runtime = new SteadyRuntime(log);
    this.server = inMemoryServer({ runtime: this.#runtime, ...options });
  }

  connect(): InMemoryConnection {
    const client = this.server.connect(this.#wire);
    this.#clients.push(client);
    return client;
  }

  readonly cut = async (): Promise<void> => {
    this.#isCut = true;
  };

  readonly mend = async (): Promise<void> => {
    this.#isCut = false;
  };

  /** Closes what still lives; a dead process is past closing. */
  async close(): Promise<void> {
    this.#isCut = false;
    for (const { process, queue, events, bus, repository, cache, lease, consumer } of this.#clients) {
      process.resume();
      if (!process.isDead) await consumer.close(0);
      for (const engine of [queue, events, bus, repository, cache, lease]) await engine.close();
    }
    this.#runtime.stop();
  }

  readonly #wire: Wire = (operation, effect) =>
    this.#isCut
      ? Promise.reject(new UnavailableError('server', `The in-memory server is cut off from ${operation}; mend it.`))
      : plainWire(operation, effect);
}
