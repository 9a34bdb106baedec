import { ConfigError, SafelightError } from '../domain/errors.ts';
import { pendingHandlers, type Task } from '../domain/task.ts';
import type { HandlerResult } from '../domain/task-settling.ts';
import type { AbortSignalLike, PlatformAbortSignal } from '../ports/abort-signal.ts';
import type { Runtime } from '../ports/runtime.ts';
import { Abort } from './abort.ts';
import { Background } from './background.ts';
import { RecordHandlersCommand } from './commands.ts';
import type { Mediator } from './mediator.ts';
import { insist } from './patience.ts';
import type { PipelineSettings } from './settings.ts';
import { Slots } from './slots.ts';
import { withinTime } from './time-limit.ts';

/**
 * Called with a task at the end of a run: completed, failed or cancelled. See `Pipeline.onSettled`. The
 * `signal` aborts when the call has taken longer than `handlerTimeout`; hand it to `fetch` and its like.
 */
export type SettledHandler<P extends string = string> = (
  task: Task<P>,
  context: { readonly signal: PlatformAbortSignal },
) => Promise<void> | void;

/** The first and the longest wait before a failed handler is called again, in milliseconds. */
const firstRetry = 1_000;
const longestRetry = 300_000;
/** When a task is looked at again whose handler is registered in another process only. */
const elsewhere = 60_000;

/** Calls the `onSettled` handlers of ended tasks, and records who acknowledged. */
export class SettledHandlers {
  readonly #mediator: Mediator;
  readonly #runtime: Runtime;
  readonly #timeout: number;
  readonly #slots: Slots;
  readonly #handlers = new Map<string, SettledHandler>();
  readonly #background = new Background();
  readonly #closing = new Abort();
  /** Tasks whose handlers run just now, as `id.run`. */
  readonly #inHand = new Set<string>();

  constructor(
    mediator: Mediator,
    runtime: Runtime,
    { handlerTimeout, handlersAtOnce }: Pick<PipelineSettings, 'handlerTimeout' | 'handlersAtOnce'>,
  ) {
    this.#mediator = mediator;
    this.#runtime = runtime;
    this.#timeout = handlerTimeout;
    this.#slots = new Slots(handlersAtOnce);
  }

  register(name: string, handler: SettledHandler): void {
    if (name === '' || this.#handlers.has(name)) {
      throw new ConfigError('The handler', [
        `name: ${name === '' ? 'must not be empty' : `${JSON.stringify(name)} is registered already`}`,
      ]);
    }
    this.#handlers.set(name, handler);
  }

  names(): readonly string[] {
    return [...this.#handlers.keys()];
  }

  /** Calls the handlers that the task waits for, behind the caller's back. */
  settle(task: Task): void {
    const key = `${task.id}.${task.run}`;
    if (this.#inHand.has(key) || pendingHandlers(task).length === 0) return;
    this.#inHand.add(key);
    this.#background.run(async () => {
      try {
        await this.#callAll(task);
      } catch (error) {
        const fields = { err: error, taskId: task.id, run: task.run };
        this.#runtime.log.warn(
          fields,
          'What the handlers did was not recorded; they are called again once the task is due.',
        );
      } finally {
        this.#inHand.delete(key);
      }
    });
  }

  /** Resolves once no handler runs any more; when `late` aborts, nothing more is insisted on. */
  async close(late: AbortSignalLike): Promise<void> {
    const stop = this.#closing.follow(late);
    await this.#background.idle();
    stop();
  }

  async #callAll(task: Task): Promise<void> {
    const pending = pendingHandlers(task);
    const results = (await Promise.all(pending.map(({ name }) => this.#call(name, task)))).filter(
      (one) => one !== undefined,
    );
    const unknown = pending.filter(({ name }) => !this.#handlers.has(name)).map(({ name }) => name);
    if (unknown.length > 0) {
      const fields = { taskId: task.id, handlers: unknown };
      this.#runtime.log.warn(
        fields,
        'A task waits for handlers that this process does not have. Register them, or one that does nothing.',
      );
    }
    const failures = pending
      .filter(({ name }) => results.some((one) => one.name === name && !one.ok))
      .map((one) => one.failures);
    const wait = failures.length > 0 ? Math.min(firstRetry * 2 ** Math.min(...failures), longestRetry) : elsewhere;
    const retryAt = this.#runtime.now() + wait;
    const command = RecordHandlersCommand({ taskId: task.id, run: task.run, results, retryAt });
    // Insisted on: what is not recorded is done again.
    await insist(this.#runtime, this.#closing.signal, 'Recording handlers', () => this.#mediator.send(command));
  }

  async #call(name: string, task: Task): Promise<HandlerResult | undefined> {
    const handler = this.#handlers.get(name);
    if (handler === undefined) return undefined;
    const attributes = { handler: name, taskId: task.id, run: task.run };
    const late = (): Error =>
      new SafelightError(
        'HANDLER_TIMEOUT',
        `The handler ${name} took longer than ${this.#timeout} ms. Make it quicker, or raise handlerTimeout.`,
      );
    // Its time counts from the call, not from when it got in line.
    const call = (): Promise<void> =>
      withinTime(this.#runtime, { limit: this.#timeout, late }, async (signal) => handler(task, { signal }));
    try {
      await this.#slots.use(() => this.#runtime.span('settled-handler', attributes, call));
      return { name, ok: true };
    } catch (error) {
      this.#runtime.log.error({ err: error, ...attributes }, 'An onSettled handler failed; it is called again.');
      return { name, ok: false };
    }
  }
}
