import type { Logger } from '@safelight/core';

/** Logs an outage once when it begins and once when it ends, whatever the number of calls that it fails. */
export class OutageLog {
  readonly #log: Logger;
  readonly #failing = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** @param meanwhile what happens instead, as a sentence */
  failed(operation: string, error: unknown, meanwhile: string): void {
    if (this.#failing.has(operation)) return;
    this.#failing.add(operation);
    this.#log.warn({ err: error, operation }, meanwhile);
  }

  succeeded(operation: string): void {
    if (this.#failing.delete(operation)) this.#log.info({ operation }, 'Redis serves again.');
  }
}
