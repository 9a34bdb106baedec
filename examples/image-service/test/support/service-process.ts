import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'vitest';
import type { ProcessKind } from '../../src/config/config.ts';
import { exampleFolder } from './demo-process.ts';

/** A line of the log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process of the service, built, as an operator would start it. */
export class ServiceProcess implements AsyncDisposable {
  readonly log: LogLine[] = [];
  readonly ended: Promise<ProcessEnd>;
  stderr = '';
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();

  /** @param env its whole environment, besides what Node needs */
  constructor(kind: ProcessKind | 'launch', env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    const script = path.join(exampleFolder, `dist/${kind}.js`);
    expect(existsSync(script), `${script} is missing: run "npm run build" first`).toBe(true);
    const { PATH = '', TMPDIR = '' } = process.env;
    this.#child = spawn(process.execPath, [script, ...args], {
      env: { PATH, TMPDIR, ...env },
      ...(env.INPUT_DIR === undefined ? {} : { cwd: path.dirname(env.INPUT_DIR) }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.#child;
    if (stdout === null || stderr === null) throw new Error('The process has no output.');
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    createInterface({ input: stdout }).on('line', (line) => {
      this.log.push(JSON.parse(line));
      for (const wake of this.#waiting) wake();
    });
    this.ended = once(this.#child, 'close').then(([code, signal]) => {
      for (const wake of this.#waiting) wake();
      return { code, signal };
    });
  }

  get pid(): number {
    return this.#child.pid ?? expect.fail('The process was not started.');
  }

  /** Starts one, and gives it with its address once it is ready. */
  static async ready(
    kind: ProcessKind,
    env: Readonly<Record<string, string>>,
  ): Promise<ServiceProcess & { readonly url: string }> {
    const started = new ServiceProcess(kind, env);
    const { url } = await started.says('Listening.');
    await started.says('Ready.');
    return Object.assign(started, { url: String(url) });
  }

  /** The first line with this message, once it is there. @throws when the process ends without it */
  async says(message: string): Promise<LogLine> {
    let hasEnded = false;
    void this.ended.then(() => {
      hasEnded = true;
    });
    for (;;) {
      const line = this.log.find(({ msg }) => msg.startsWith(message));
      if (line !== undefined) return line;
      if (hasEnded) throw new Error(`It ended without "${message}": ${this.stderr}${JSON.stringify(this.log)}`);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL');
    await this.ended;
  }
}

/** The environment of a service in a folder of its own, on ports of its own. */
export function environmentIn(folder: string): Readonly<Record<string, string>> {
  return {
    PORT: '0',
    WORKER_PORT: '0',
    INPUT_DIR: path.join(folder, 'input'),
    OUTPUT_DIR: path.join(folder, 'output'),
    RATE_LIMIT: '0',
    LOG_LEVEL: 'debug',
  };
}
