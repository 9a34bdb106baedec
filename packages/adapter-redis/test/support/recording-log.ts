import type { Logger } from '@safelight/core';

/** A logger that keeps what it is told. */
export class RecordingLog implements Logger {
  readonly entries: { level: string; fields: Record<string, unknown>; message: string }[] = [];

  debug(fields: object, message: string): void {
    this.#keep('debug', fields, message);
  }
  info(fields: object, message: string): void {
    this.#keep('info', fields, message);
  }
  warn(fields: object, message: string): void {
    this.#keep('warn', fields, message);
  }
  error(fields: object, message: string): void {
    this.#keep('error', fields, message);
  }

  /** The entries whose message matches. */
  about(pattern: RegExp): { level: string; fields: Record<string, unknown>; message: string }[] {
    return this.entries.filter(({ message }) => pattern.test(message));
  }

  #keep(level: string, fields: object, message: string): void {
    this.entries.push({ level, fields: { ...fields }, message });
  }
}
