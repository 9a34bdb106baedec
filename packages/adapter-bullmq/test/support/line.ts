import { createConnection, createServer, type Server, type Socket } from 'node:net';

/**
 * A line between clients and a server that a test can cut, or let stand still. What it holds up is
 * delivered later, in order; what it cuts is gone.
 */
export class Line {
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<readonly [client: Socket, upstream: Socket]>();
  #isCut = false;
  #isStill = false;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  static async to(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const line = new Line({ host: hostname, port: Number(port) });
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  /** Where clients connect. */
  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The line is closed.');
    return `redis://127.0.0.1:${address.port}`;
  }

  /** Breaks open connections and refuses new ones. */
  cut(): void {
    this.#isCut = true;
    for (const [client, upstream] of this.#pairs) {
      client.destroy();
      upstream.destroy();
    }
  }

  mend(): void {
    this.#isCut = false;
  }

  /** Connections stay open, and nothing goes through. */
  stand(): void {
    this.#isStill = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.pause();
  }

  /** What was held up goes through. */
  go(): void {
    this.#isStill = false;
    for (const pair of this.#pairs) for (const socket of pair) socket.resume();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #accept(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const upstream = createConnection(this.#target);
    const pair = [client, upstream] as const;
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [upstream, client] as const]) {
      from.setNoDelay(true);
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        to.destroy();
        this.#pairs.delete(pair);
      });
      if (this.#isStill) from.pause();
    }
  }
}
