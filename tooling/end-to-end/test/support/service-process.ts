import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseTask, type Task } from '@safelight/core';
import type { Answer, Envelope, HandlerCall, LogLine, Message } from '../../src/messages.ts';

/** How a process ended: `0`, another exit code, or the name of a signal. */
type End = number | NodeJS.Signals | null;

/** A process of the service under test, and what it tells. It runs what `npm run build` made of `src/`. */
export class ServiceProcess<R extends { readonly do: string }> {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #exit: Promise<End>;
  #requests = 0;
  /** How it ended, if it has. */
  ended: End | undefined;
  /** Its log from `warn` on. */
  readonly log: LogLine[] = [];

  /**
   * @param script in `src/`, without `.ts`
   * @param onSettled hears each call of the process's `onSettled` handler
   */
  constructor(script: 'api-process' | 'worker-process', name: string, onSettled: (call: HandlerCall) => void) {
    this.name = name;
    this.#child = fork(fileURLToPath(new URL(`../../dist/${script}.js`, import.meta.url)), { stdio: 'inherit' });
    this.#child.on('message', (message: Message) => this.#hear(message, onSettled));
    this.#exit = once(this.#child, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      this.ended = code ?? signal ?? null;
      return this.ended;
    });
  }

  /** @throws {Error} when the process answers so, or ends without an answer */
  async ask(request: R): Promise<readonly Task[]> {
    const id = ++this.#requests;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    const envelope: Envelope<R> = { id, request };
    this.#child.send(envelope, (error) => {
      if (error) this.#waiting.delete(id);
    });
    const gone = this.#exit.then((end) => {
      throw new Error(`${this.name} ended (${end}) before it answered to ${request.do}. Was it built (npm run build)?`);
    });
    const { error, tasks } = await Promise.race([answered, gone]);
    if (error) throw new Error(`${this.name}: ${error.code}: ${error.message}`);
    return tasks.map((task) => parseTask(task));
  }

  /** SIGKILL; resolves once it is dead. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  /** Resolves with how the process ended, once it has. */
  exit(): Promise<End> {
    return this.#exit;
  }

  #hear(message: Message, onSettled: (call: HandlerCall) => void): void {
    if (message.kind === 'log') this.log.push(message);
    else if (message.kind === 'settled') onSettled(message);
    else {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
  }
}
