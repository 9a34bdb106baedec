import type { ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { encodeMessage, heartbeat } from './message.ts';

/** Milliseconds after which a browser connects again. */
const retry = 1_000;

/** How a stream behaves. */
export interface EventStreamOptions {
  /** Milliseconds between two heartbeats. */
  readonly heartbeatEvery: number;
  /** Bytes that may wait for a client that does not read, besides the largest message sent to it. */
  readonly maxWaiting: number;
  readonly logger: Logger;
}

const head = {
  'content-type': 'text/event-stream; charset=utf-8',
  // Neither kept nor rewritten on the way: a proxy that compresses would hold events back.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * One response that tells events until someone ends it. What waits for its client is bounded: one that does not
 * read is cut off, and finds what it missed when it comes back.
 */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #options: EventStreamOptions;
  readonly #over = new AbortController();
  #beat: NodeJS.Timeout | undefined;
  #largest = 0;
  #waitingAtBeat = 0;
  #isLeaving = false;

  constructor(response: ServerResponse, options: EventStreamOptions) {
    this.#response = response;
    this.#options = options;
    response.once('close', this.#close);
    if (response.destroyed) this.#close();
  }

  /** Aborts when the client is gone, was cut off, or is told to go elsewhere. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Sends the head: from here on, no problem can be answered any more. */
  open(): void {
    if (this.#response.destroyed) return;
    this.#response.writeHead(200, head);
    this.#response.write(`retry: ${retry}\n\n`);
    this.#beat = setInterval(() => this.#keepAlive(), this.#options.heartbeatEvery).unref();
  }

  /** Sends an encoded message, see {@link encodeMessage}. Does nothing once the stream is over. */
  send(text: string): void {
    if (this.signal.aborted || this.#response.destroyed) return;
    if (this.#response.writableLength > this.#options.maxWaiting + this.#largest) {
      this.cut();
      return;
    }
    this.#largest = Math.max(this.#largest, text.length);
    this.#response.write(text);
  }

  /** Ends the connection at once, for a client that does not read. */
  cut(): void {
    this.#options.logger.info('An event stream was cut off: its client does not read.');
    this.#response.destroy();
  }

  /** Makes the stream end with `bye`: this process stops, and the client should connect again, to another. */
  leave(): void {
    this.#isLeaving = true;
    this.#over.abort();
  }

  /** Resolves when the stream is over. */
  async untilOver(): Promise<void> {
    if (this.signal.aborted) return;
    await new Promise<void>((resolve) => this.signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  /** Ends the response if it was opened, and lets go of it. Idempotent. */
  end(): void {
    if (this.#response.headersSent && !this.#response.writableEnded && !this.#response.destroyed) {
      // Not all at the same moment.
      const later = retry + Math.round(Math.random() * 2 * retry);
      if (this.#isLeaving) this.#response.write(encodeMessage({ event: 'bye', data: '{}', retry: later }));
      this.#response.end();
    }
    this.#response.off('close', this.#close);
    this.#close();
  }

  readonly #close = (): void => {
    clearInterval(this.#beat);
    this.#over.abort();
  };

  /** A client that took nothing since the last heartbeat, though something waits for it, does not read. */
  #keepAlive(): void {
    const waiting = this.#response.writableLength;
    if (waiting > 0 && waiting >= this.#waitingAtBeat && this.#waitingAtBeat > 0) {
      this.cut();
      return;
    }
    this.#waitingAtBeat = waiting;
    this.send(heartbeat);
  }
}
