import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Answer, Request } from './messages.ts';
import type { ContestantSettings } from './settings.ts';

/** A contestant in two processes of its own, as it would be deployed: one serves, the other works. */
export class RunningContestant {
  readonly name: string;
  readonly #service: ChildProcess;
  readonly #worker: ChildProcess;

  private constructor(name: string, service: ChildProcess, worker: ChildProcess) {
    this.name = name;
    this.#service = service;
    this.#worker = worker;
  }

  /** Starts both, and resolves once the worker takes jobs. */
  static async start(settings: ContestantSettings): Promise<RunningContestant> {
    const contestant = new RunningContestant(settings.name, open('service'), open('worker'));
    try {
      await ask(contestant.#service, { do: 'open', settings });
      await ask(contestant.#worker, { do: 'open', settings });
    } catch (error) {
      await contestant.close();
      throw error;
    }
    return contestant;
  }

  /** Tasks a second. */
  async throughput(tasks: number, atOnce: number): Promise<number> {
    const [perSecond = Number.NaN] = await ask(this.#service, { do: 'throughput', tasks, atOnce });
    return perSecond;
  }

  /** Milliseconds from submission to completion, of each task; one is submitted every so many milliseconds. */
  latencies(tasks: number, every: number): Promise<readonly number[]> {
    return ask(this.#service, { do: 'latency', tasks, every });
  }

  /** Ends the worker, then the service. */
  async close(): Promise<void> {
    for (const child of [this.#worker, this.#service]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      await ask(child, { do: 'close' });
      await exited;
    }
  }
}

function open(side: 'service' | 'worker'): ChildProcess {
  return fork(new URL(`./${side}-process.js`, import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** @throws {Error} with what the process failed with, or that it has ended */
async function ask(child: ChildProcess, request: Request): Promise<readonly number[]> {
  const ended = new AbortController();
  const answered = new Promise<readonly number[]>((resolve, reject) => {
    const { signal } = ended;
    child.once('message', (answer: Answer) => {
      if ('error' in answer) reject(new Error(`A process of the benchmark failed: ${answer.error}`));
      else resolve(answer.figures);
    });
    const onExit = (): void => reject(new Error(`A process of the benchmark ended while it should ${request.do}.`));
    child.once('exit', onExit);
    signal.addEventListener('abort', () => child.off('exit', onExit));
  });
  child.send(request);
  try {
    return await answered;
  } finally {
    ended.abort();
  }
}
