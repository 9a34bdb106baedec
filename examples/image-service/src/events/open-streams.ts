import type { Response } from 'express';
import type { Logger } from 'pino';
import { HttpProblemError } from '../http/problems.ts';
import { EventStream } from './event-stream.ts';

/** How many streams there may be, and how they behave. */
export interface OpenStreamsOptions {
  /** Streams that are open at once. */
  readonly max: number;
  /** Milliseconds between two heartbeats. */
  readonly heartbeatEvery: number;
  /** When it aborts, every stream ends with `bye`. */
  readonly drain: AbortSignal;
  readonly logger: Logger;
}

/** Bytes that wait for a client that does not read, before it is cut off. */
const maxWaiting = 1024 * 1024;

/** The event streams of this process. */
export class OpenStreams {
  readonly #options: OpenStreamsOptions;
  readonly #open = new Set<EventStream>();

  constructor(options: OpenStreamsOptions) {
    this.#options = options;
    // One listener for all: a listener a stream would be a leak in the eyes of Node's warning.
    options.drain.addEventListener('abort', () => this.#leave(), { once: true });
  }

  /**
   * Answers with a stream for as long as `follow` takes; it must return soon after the stream's signal aborts.
   *
   * @throws {HttpProblemError} `TOO_MANY_STREAMS`
   * @throws what `follow` throws; before it opened the stream, that can still be answered with a problem
   */
  async serve(response: Response, follow: (stream: EventStream) => Promise<void>): Promise<void> {
    const { max, drain, heartbeatEvery, logger } = this.#options;
    if (this.#open.size >= max) {
      throw new HttpProblemError(
        'TOO_MANY_STREAMS',
        `This process keeps ${max} event streams open, and all are taken. Try again in a moment, or poll the task.`,
      );
    }
    const { requestId } = response.locals;
    const stream = new EventStream(response, { heartbeatEvery, maxWaiting, logger: logger.child({ requestId }) });
    this.#open.add(stream);
    try {
      if (drain.aborted) stream.leave();
      await follow(stream);
    } finally {
      this.#open.delete(stream);
      stream.end();
    }
  }

  #leave(): void {
    for (const stream of this.#open) stream.leave();
  }
}
