import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Milliseconds in which a connection without a request may still bring one, once no more connections are taken: what
 * a client sent before it could know is answered.
 */
const grace = 1_000;

/** A connection of a server, and the answers that are in hand on it. */
export class Connection {
  readonly #socket: Socket;
  /** In the order of their requests: clients may send several before the first answer. */
  readonly #inHand = new Set<ServerResponse>();
  #isEnding = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.once('close', () => clearTimeout(this.#timer));
  }

  /** True while an answer is not out. */
  get isBusy(): boolean {
    return this.#inHand.size > 0;
  }

  /** Counts an answer as in hand until it is out, or cut. */
  take(response: ServerResponse): void {
    clearTimeout(this.#timer);
    this.#inHand.add(response);
    response.once('close', () => {
      this.#inHand.delete(response);
      if (this.#isEnding && !this.isBusy) this.#endUnlessUsed();
    });
  }

  /**
   * Lets the last answer in hand say that the connection ends with it, where its head is not sent. An earlier one must
   * not: what follows it would be lost.
   */
  announceEnd(): void {
    const last = [...this.#inHand].at(-1);
    for (const response of this.#inHand) {
      if (!response.headersSent) response.setHeader('connection', response === last ? 'close' : 'keep-alive');
    }
  }

  /**
   * Ends the connection once it has been without a request for a moment: one that was used before, one that browsers
   * opened ahead of need, and one whose next request does not become whole.
   */
  end(): void {
    this.#isEnding = true;
    if (!this.isBusy) this.#endUnlessUsed();
  }

  #endUnlessUsed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Only when what has arrived by now was read.
      setImmediate(() => {
        if (!this.isBusy) this.#socket.destroy();
      });
    }, grace);
  }
}
