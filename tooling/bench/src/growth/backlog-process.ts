import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Request } from './messages.ts';
import type { RepositoryCost } from './repository-steps.ts';

/** A backlog in a process of its own, so that its memory is nobody else's. */
export class BacklogProcess {
  readonly tasks: number;
  /** Bytes a task. */
  readonly bytes: number;
  readonly #child: ChildProcess;

  private constructor(tasks: number, bytes: number, child: ChildProcess) {
    this.tasks = tasks;
    this.bytes = bytes;
    this.#child = child;
  }

  /** Starts the process and fills its backlog. */
  static async filled(tasks: number): Promise<BacklogProcess> {
    const child = fork(new URL('./repository-process.js', import.meta.url), {
      execArgv: ['--expose-gc', '--max-old-space-size=8192'],
    });
    const { bytes = Number.NaN } = await ask(child, { do: 'fill', tasks });
    return new BacklogProcess(tasks, bytes, child);
  }

  /** Takes so many tasks through each step. */
  async measure(tasks: number): Promise<RepositoryCost> {
    const { cost } = await ask(this.#child, { do: 'measure', tasks });
    if (cost === undefined) throw new Error('The process that holds a backlog gave no figures.');
    return cost;
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

async function ask(child: ChildProcess, request: Request): Promise<Answer> {
  const answered = new Promise<Answer>((resolve, reject) => {
    const onExit = (): void => reject(new Error(`The process that holds a backlog ended at ${request.do}.`));
    child.once('exit', onExit);
    child.once('message', (answer: Answer) => {
      child.off('exit', onExit);
      if (answer.error === undefined) resolve(answer);
      else reject(new Error(`The process that holds a backlog failed: ${answer.error}`));
    });
  });
  child.send(request);
  return answered;
}
