import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { entryOf, type ImageContestantName } from './contestants.ts';
import type { Folders } from './image-contestant.ts';
import type { Answer, Request } from './messages.ts';

/** A contestant in a process of its own, with its own settings of libvips and its own heap; warm after its first photo. */
export class ContestantProcess {
  readonly name: ImageContestantName;
  readonly #output: string;
  readonly #child: ChildProcess;

  private constructor(name: ImageContestantName, { photos, output }: Folders) {
    this.name = name;
    this.#output = output;
    const { env, flags = [] } = entryOf(name);
    this.#child = fork(new URL('./contestant-main.js', import.meta.url), [name, photos, output], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...env },
      execArgv: [...flags],
    });
  }

  /** Starts it, with a folder of its own for what it makes. */
  static async start(name: ImageContestantName, { photos, output }: Folders): Promise<ContestantProcess> {
    const folder = join(output, name.replaceAll(/[^A-Za-z]+/g, '-'));
    await mkdir(folder, { recursive: true });
    const started = new ContestantProcess(name, { photos, output: folder });
    await started.#answer();
    return started;
  }

  /** Milliseconds for one photo. */
  one(photo: string): Promise<number> {
    return this.#ask({ do: 'one', photo });
  }

  /** Milliseconds for all of these photos. */
  batch(photos: readonly string[]): Promise<number> {
    return this.#ask({ do: 'batch', photos });
  }

  /** The most memory it has had resident, in bytes. */
  peak(): Promise<number> {
    return this.#ask({ do: 'peak' });
  }

  /** Removes what it has made so far, so that the next photo's derivatives are new again. */
  async clear(): Promise<void> {
    // A store's folder for unfinished files is made once in its life.
    const made = (await readdir(this.#output)).filter((entry) => entry !== '.tmp');
    await Promise.all(made.map((entry) => rm(join(this.#output, entry), { recursive: true })));
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.disconnect();
    await exited;
  }

  async #ask(request: Request): Promise<number> {
    const answered = this.#answer();
    this.#child.send(request);
    const answer = await answered;
    if ('figure' in answer) return answer.figure;
    throw new Error(`${this.name} failed: ${'error' in answer ? answer.error : 'it was not asked to start'}`);
  }

  #answer(): Promise<Answer> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null, signal: string | null): void => {
        child.off('message', onMessage);
        reject(new Error(`The process of ${this.name} ended (${signal ?? code}).`));
      };
      const onMessage = (answer: Answer): void => {
        child.off('exit', onExit);
        resolve(answer);
      };
      child.once('exit', onExit);
      child.once('message', onMessage);
    });
  }
}
