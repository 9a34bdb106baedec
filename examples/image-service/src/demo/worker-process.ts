import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FsStoreOptions } from '@safelight/adapter-fs-store';
import { messageOf } from '@safelight/core';
import type { RunningWorker } from '../composition/image-service.ts';
import type { RedisMongoSettings } from '../composition/redis-mongo-module.ts';

/** What a worker process is told when it starts: all that it needs, as plain JSON. */
export interface WorkerProcessSettings {
  readonly engines: RedisMongoSettings;
  readonly folders: FsStoreOptions;
}

const demoWorker = fileURLToPath(new URL('../demo-worker.js', import.meta.url));

/** A worker in a process of its own. One that ends unasked is followed by another. */
export class WorkerProcess implements RunningWorker {
  readonly #settings: WorkerProcessSettings;
  readonly #notice: (text: string) => void;
  readonly #script: string;
  #child: ChildProcess | undefined;
  #started: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  /**
   * @param notice called with a sentence when the process does not end as it should
   * @param script what the process runs, as JavaScript
   */
  constructor(settings: WorkerProcessSettings, notice: (text: string) => void, script: string = demoWorker) {
    this.#settings = settings;
    this.#notice = notice;
    this.#script = script;
  }

  /** @throws {Error} when the process ends before it takes jobs; what it said is on standard error */
  start(): Promise<void> {
    this.#started = this.#run();
    return this.#started;
  }

  /** By SIGTERM: the process finishes what it has in hand, or hands it back, and ends. Idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #run(): Promise<void> {
    // Standard output is the demo's; standard error is for what no event can tell.
    const child = fork(this.#script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        reject(new Error(`The worker process ended at its start (${signal ?? code}).`)),
      );
      child.once('message', () => resolve());
      child.send(this.#settings);
    });
    child.once('exit', (code, signal) => {
      if (this.#closed === undefined) this.#follow(`${signal ?? code}`);
    });
  }

  #follow(how: string): void {
    this.#notice(`The worker process has ended (${how}); another takes its place.`);
    this.#started = this.#run();
    this.#started.catch((error: unknown) =>
      this.#notice(`${messageOf(error)} Nothing is worked any more: end by Ctrl-C.`),
    );
  }

  async #close(): Promise<void> {
    // One that has not started yet could not close in order; whoever started it was told why it failed.
    await Promise.allSettled([this.#started]);
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const [code, signal] = await exited;
    if (code !== 0) this.#notice(`The worker process did not close in order (${signal ?? code}).`);
  }
}
