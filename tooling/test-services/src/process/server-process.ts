import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ServerControl } from '../server.ts';
import { release } from './release.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { watchProcess } from './watchdog.ts';

/** How to run a server. */
export interface ServerCommand {
  readonly command: string;
  /** Given the folder for its data. */
  readonly args: (folder: string) => readonly string[];
  /** Environment variables beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** True for the line of its output that says it accepts connections. */
  readonly isReady: (line: string) => boolean;
}

const startLimit = 30_000;
const endLimit = 10_000;
const linesKept = 30;

/**
 * A server that is a process of ours, with its data in a temporary folder. It runs in a session of its
 * own, so that Ctrl-C leaves it to those who still need it for an orderly end; the watchdog ends it
 * after them.
 */
export class ServerProcess implements ServerControl {
  readonly #command: ServerCommand;
  readonly #folder: { readonly path: string; remove(): Promise<void> };
  readonly #output: string[] = [];
  #child: ChildProcess | undefined;
  /** Set while the end of the process is our doing. */
  #ending = false;

  private constructor(command: ServerCommand, folder: { readonly path: string; remove(): Promise<void> }) {
    this.#command = command;
    this.#folder = folder;
  }

  /**
   * Runs the server and waits until it accepts connections.
   *
   * @throws {Error} with the server's last lines, when it ends or is not ready within 30 s
   */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const server = new ServerProcess(command, await temporaryFolder());
    try {
      await server.#run();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async stop(): Promise<void> {
    await this.kill();
    await this.#folder.remove();
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async restart(): Promise<void> {
    const child = this.#child;
    if (child) {
      await this.resume();
      const late = setTimeout(() => child.kill('SIGKILL'), endLimit);
      await this.#end('SIGTERM');
      clearTimeout(late);
    }
    await this.#run();
  }

  async pause(): Promise<void> {
    this.#signal('SIGSTOP');
  }

  async resume(): Promise<void> {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (!this.#child) throw new Error(`${this.#name} does not run: restart() it first.`);
    this.#child.kill(signal);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#ending = true;
    const exited = once(child, 'exit');
    child.ref(); // this process must not end before it was told of the exit
    child.kill(signal);
    await exited;
  }

  async #run(): Promise<void> {
    this.#ending = false;
    this.#output.length = 0;
    const { command, args, env, isReady } = this.#command;
    const child = spawn(command, args(this.#folder.path), {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      windowsHide: true,
    });
    await once(child, 'spawn');
    this.#child = child;
    const forget = child.pid === undefined ? (): void => {} : watchProcess(child.pid);
    child.once('exit', (code, signal) => {
      forget();
      this.#child = undefined;
      if (!this.#ending) console.error(this.#report(`ended by itself (${signal ?? `exit code ${code}`})`));
    });
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(this.#failed('is not ready after 30 s')), startLimit);
      const settle = (done: () => void): void => {
        clearTimeout(late);
        done();
      };
      child.once('exit', (code) => settle(() => reject(this.#failed(`ended at its start (exit code ${code})`))));
      this.#readLines(child.stdout, (line) => isReady(line) && settle(resolve));
      this.#readLines(child.stderr, () => {});
    });
    release(child);
  }

  #readLines(stream: Readable, onLine: (line: string) => void): void {
    createInterface({ input: stream }).on('line', (line) => {
      this.#output.push(line);
      if (this.#output.length > linesKept) this.#output.shift();
      onLine(line);
    });
  }

  get #name(): string {
    return basename(this.#command.command);
  }

  #failed(what: string): Error {
    this.#ending = true;
    return new Error(this.#report(what));
  }

  #report(what: string): string {
    return `${this.#name} ${what}. Its last lines:\n${this.#output.map((line) => `  ${line}`).join('\n')}`;
  }
}
