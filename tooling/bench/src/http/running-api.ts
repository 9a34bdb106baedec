import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** An API in a process of its own. */
export class RunningApi {
  readonly name: string;
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(name: string, url: string, child: ChildProcess) {
    this.name = name;
    this.url = url;
    this.#child = child;
  }

  /**
   * Starts a script that writes lines of JSON, one of which tells where it listens.
   *
   * @param urlIn the address in a line, if it is that one
   */
  static async start(options: {
    readonly name: string;
    readonly script: URL;
    readonly env: Readonly<Record<string, string>>;
    readonly urlIn: (line: unknown) => string | undefined;
  }): Promise<RunningApi> {
    const { name, script, env, urlIn } = options;
    const child = spawn(process.execPath, [script.pathname], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (child.stdout === null) throw new Error(`The output of ${name} cannot be read.`);
    for await (const line of createInterface(child.stdout)) {
      const url = urlIn(parsed(line));
      if (url === undefined) continue;
      // What it writes later is read too, or it would stand still once the pipe is full.
      child.stdout.resume();
      return new RunningApi(name, url, child);
    }
    throw new Error(`${name} ended before it listened.`);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Not every line of a process needs to be JSON.
    return undefined;
  }
}
