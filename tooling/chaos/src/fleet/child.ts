import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { watchProcess } from '@safelight-tooling/test-services';
import type { FaultRule } from '../failpoints/fault-rule.ts';
import type { SetFaults, Told } from '../processes/messages.ts';
import { keepLines, type LogLine } from './log-lines.ts';

/** How a process is started. */
export interface ChildCommand {
  readonly kind: 'api' | 'worker';
  readonly env: Readonly<Record<string, string>>;
  readonly log: WriteStream;
  /** Another user for the process, which must be allowed to read this folder. */
  readonly uid?: number;
}

/** How a process ended: its exit code, or the signal. */
export type End = number | NodeJS.Signals;

/** One process of the fleet, from its start to its end, in a process group of its own. */
export class Child {
  readonly #process: ChildProcess;
  /** `ready`, `hit OPERATION`, `faults-set ID`. */
  readonly #events = new EventEmitter<Record<string, []>>();
  #requests = 0;
  /** How it ends. */
  readonly exited: Promise<End>;
  /** Its first address, once it listens. */
  url: string | undefined;
  isReady = false;
  end: End | undefined;

  constructor({ kind, env, log, uid }: ChildCommand) {
    const script = fileURLToPath(new URL(`../processes/${kind}-process.js`, import.meta.url));
    this.#process = spawn(process.execPath, [script], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    this.#events.setMaxListeners(0);
    const forget = this.#process.pid === undefined ? (): void => {} : watchProcess(this.#process.pid);
    const { stdout, stderr } = this.#process;
    for (const output of [stdout, stderr]) if (output) keepLines(output, log, (line) => this.#read(line));
    this.#process.on('message', (message: Told) => this.#hear(message));
    this.exited = once(this.#process, 'exit').then(([code, signal]: (number | NodeJS.Signals | null)[]) => {
      forget();
      this.end = code ?? signal ?? 'SIGKILL';
      return this.end;
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** To its whole group. Nothing happens where it has ended. */
  signal(signal: NodeJS.Signals): void {
    if (this.end !== undefined || this.#process.pid === undefined) return;
    try {
      process.kill(-this.#process.pid, signal);
    } catch (error) {
      // It has ended just now.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  /** Resolves once it is ready, or has ended: true in the first case. */
  async ready(): Promise<boolean> {
    if (!this.isReady) await this.#unlessEnded(once(this.#events, 'ready'));
    return this.isReady && this.end === undefined;
  }

  /** Resolves with the next hit of a rule at this operation, or once the process has ended. */
  async hit(at: string): Promise<void> {
    await this.#unlessEnded(once(this.#events, `hit ${at}`));
  }

  /** Switches its faults; resolves once they hold, or it has ended. */
  async set(rules: readonly FaultRule[]): Promise<void> {
    if (this.end !== undefined || !this.#process.connected) return;
    const id = ++this.#requests;
    const answered = this.#unlessEnded(once(this.#events, `faults-set ${id}`));
    const message: SetFaults = { kind: 'set-faults', id, rules };
    // Where the channel is gone, so is the process: its end answers.
    this.#process.send(message, () => {});
    await answered;
  }

  async #unlessEnded(promise: Promise<unknown>): Promise<void> {
    await Promise.race([promise, this.exited]);
  }

  #read({ msg, url }: LogLine): void {
    if (msg === 'Listening.' && typeof url === 'string') this.url ??= url;
    if (msg !== 'Ready.') return;
    this.isReady = true;
    this.#events.emit('ready');
  }

  #hear(message: Told): void {
    if (message.kind === 'hit') this.#events.emit(`hit ${message.at}`);
    else this.#events.emit(`faults-set ${message.id}`);
  }
}
