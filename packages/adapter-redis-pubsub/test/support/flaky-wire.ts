import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A wire to Redis that a test can cut, freeze, or make lose a message. */
export class FlakyWire {
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #isCut = false;
  #generation = 0;
  #toLose: string | undefined;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  /** A wire to the server at `url`. */
  static async to(url: string): Promise<FlakyWire> {
    const wire = new FlakyWire(new URL(url));
    wire.#server.listen(0, '127.0.0.1');
    await once(wire.#server, 'listening');
    const address = wire.#server.address();
    if (address !== null && typeof address === 'object') wire.#port = address.port;
    return wire;
  }

  get url(): string {
    const url = new URL(this.#target);
    url.hostname = '127.0.0.1';
    url.port = String(this.#port);
    return url.href;
  }

  /** Breaks all connections, and every new one at once. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Ends {@link cut}. */
  mend(): void {
    this.#isCut = false;
  }

  /** The connections of now carry nothing any more, and nobody is told; new ones are sound. */
  swallow(): void {
    this.#generation++;
  }

  /** Drops the next chunk from the server that contains this text. */
  loseNext(text: string): void {
    this.#toLose = text;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    if (this.#isCut) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(this.#target.port || 6379), this.#target.hostname);
    const generation = this.#generation;
    client.on('data', (chunk) => {
      if (generation === this.#generation) upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (generation !== this.#generation) return;
      if (this.#toLose === undefined || !chunk.includes(this.#toLose)) client.write(chunk);
      else this.#toLose = undefined;
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
