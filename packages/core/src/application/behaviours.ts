import { isConcurrencyConflictError } from '../domain/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Behaviour } from './mediator.ts';

/** Logs each command at debug level, and its failure as a warning. */
export function logging(log: Logger): Behaviour {
  return async (command, next) => {
    log.debug({ command: command.name }, 'A command was sent.');
    try {
      return await next();
    } catch (error) {
      log.warn({ command: command.name, err: error }, 'A command failed.');
      throw error;
    }
  };
}

/** Runs each command in a span named `command`. */
export function tracing(runtime: Pick<Runtime, 'span'>): Behaviour {
  return (command, next) => runtime.span('command', { command: command.name }, next);
}

/**
 * Tells how long each command took, whether it succeeded or not.
 *
 * @param observe gets the command's name and milliseconds
 */
export function timing(
  runtime: Pick<Runtime, 'now'>,
  observe: (name: string, milliseconds: number) => void,
): Behaviour {
  return async (command, next) => {
    const startedAt = runtime.now();
    try {
      return await next();
    } finally {
      observe(command.name, runtime.now() - startedAt);
    }
  };
}

/** The longest random pause before the first try again, in milliseconds; doubled for each further one. */
const firstPause = 5;

/**
 * Sends a command again when its task was changed meanwhile: the handler reads the task anew. Gives up
 * with the conflict after `tries`.
 *
 * @param tries in all, default 10
 */
export function retryOnConflict(runtime: Pick<Runtime, 'sleep' | 'random'>, tries = 10): Behaviour {
  return async (_command, next) => {
    for (let tried = 1; ; tried++) {
      try {
        return await next();
      } catch (error) {
        if (!isConcurrencyConflictError(error) || tried >= tries) throw error;
        await runtime.sleep(runtime.random() * firstPause * 2 ** tried);
      }
    }
  };
}
