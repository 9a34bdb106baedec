import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { LogLevel, ProcessKind } from '../config/config.ts';

/** What every line of a process says. */
export interface LoggerOptions {
  readonly level: LogLevel;
  readonly process: ProcessKind;
  readonly pid: number;
  /** The name on `task.processing`, where all that the process does is one worker's. */
  readonly workerId?: string;
}

/** Headers that hold keys, wherever somebody logs a request's headers. */
const secretHeaders = ['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key'];

const redacted = secretHeaders.flatMap((name) => [`headers["${name}"]`, `*.headers["${name}"]`]);

/**
 * JSON lines. Pino's own methods take `(fields, message)`, so this is core's `Logger` as it is. Lines are
 * written before the call returns: what a process says last is not lost with it.
 *
 * @param destination default standard output
 */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  const { level, process, pid, workerId } = options;
  const settings = {
    level,
    base: { service: 'image-service', process, pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: redacted, censor: '[redacted]' },
    // Not in the base: core's lines on attempts have it too, and a name must not stand twice in one object.
    ...(workerId === undefined ? {} : { mixin: () => ({ workerId }) }),
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}
