import { setMaxListeners } from 'node:events';

/** What may interrupt a process: Ctrl-C, `kill`, or that nobody reads its output any more. */
export type InterruptionCause = 'SIGINT' | 'SIGTERM' | 'SIGPIPE';

const numbers: Readonly<Record<InterruptionCause, number>> = { SIGINT: 2, SIGTERM: 15, SIGPIPE: 13 };

/**
 * npm passes a terminal's Ctrl-C on to its script, which has had it from the terminal already. What
 * follows within these milliseconds is the same press of the key.
 */
const echo = 250;

/** The first signal asks the process to end in order, the second ends it at once. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #endAtOnce: (cause: InterruptionCause) => void;
  readonly #now: () => number;
  #first: { readonly exitCode: number; readonly at: number } | undefined;

  /**
   * @param endAtOnce ends the process, whatever it does
   * @param now milliseconds; only differences matter
   */
  constructor(endAtOnce: (cause: InterruptionCause) => void, now: () => number) {
    this.#endAtOnce = endAtOnce;
    this.#now = now;
    // One listener an image, and there may be any number of images: Node would take more than ten for a leak.
    setMaxListeners(0, this.#controller.signal);
  }

  /** Aborts with the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What a shell expects of a process that ended by this signal: 128 and its number. Undefined before. */
  get exitCode(): number | undefined {
    return this.#first?.exitCode;
  }

  hear(cause: InterruptionCause): void {
    if (this.#first === undefined) {
      this.#first = { exitCode: 128 + numbers[cause], at: this.#now() };
      this.#controller.abort(cause);
    } else if (cause !== 'SIGPIPE' && this.#now() - this.#first.at > echo) {
      this.#endAtOnce(cause);
    }
  }
}
