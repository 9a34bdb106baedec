import { SafelightError } from '../domain/errors.ts';

/** Something asked of the mediator; `R` is what it gives. */
export interface Command<R> {
  readonly name: string;
  readonly input: unknown;
  /** @internal Calls the handler that the mediator has for it. */
  readonly handledBy: (mediator: Mediator) => Promise<R>;
}

/** A kind of command (or query): called with its input it makes a {@link Command}. */
export interface CommandType<I, R> {
  (input: I): Command<R>;
  readonly commandName: string;
  /** @internal */
  readonly handlers: WeakMap<Mediator, (input: I) => Promise<R>>;
}

/**
 * Wraps every command that is sent: calls `next` once, more often (a retry) or not at all, and gives
 * what it gives.
 */
export type Behaviour = <R>(command: Command<R>, next: () => Promise<R>) => Promise<R>;

/** Defines a kind of command by its name; imperative, such as `CreateTask`. */
export function defineCommand<I, R>(name: string): CommandType<I, R> {
  const handlers = new WeakMap<Mediator, (input: I) => Promise<R>>();
  const make = (input: I): Command<R> => ({
    name,
    input,
    handledBy: (mediator) => {
      const handle = handlers.get(mediator);
      if (handle === undefined) {
        return Promise.reject(
          new SafelightError('NO_HANDLER', `No handler for ${name}: register one with mediator.handle().`),
        );
      }
      return handle(input);
    },
  });
  return Object.assign(make, { commandName: name, handlers });
}

/**
 * Takes a command to its one handler, through the behaviours. `send` gives the command's own type of
 * result.
 */
export class Mediator {
  readonly #behaviours: readonly Behaviour[];

  /** @param behaviours the first is the outermost */
  constructor(behaviours: readonly Behaviour[] = []) {
    this.#behaviours = behaviours;
  }

  /**
   * Registers the handler for a kind of command.
   *
   * @throws {SafelightError} `DUPLICATE_HANDLER`: a command has one handler
   */
  handle<I, R>(type: CommandType<I, R>, handler: (input: I) => Promise<R>): this {
    if (type.handlers.has(this)) {
      throw new SafelightError('DUPLICATE_HANDLER', `${type.commandName} has a handler already; a command has one.`);
    }
    type.handlers.set(this, handler);
    return this;
  }

  /** Sends a command to its handler. @throws what the handler, or a behaviour, throws */
  send<R>(command: Command<R>): Promise<R> {
    const handle = (): Promise<R> => command.handledBy(this);
    return this.#behaviours.reduceRight<() => Promise<R>>(
      (next, behaviour) => () => behaviour(command, next),
      handle,
    )();
  }
}
