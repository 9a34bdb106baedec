import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '@safelight/core';
import { call, type Outcome } from './call.ts';
import type { Ledger } from './ledger.ts';
import type { Sources } from './sources.ts';
import { parseTaskPage, parseTaskState, type TaskState } from './task-state.ts';

/** The pause before a request that came to nothing is made again, in milliseconds. */
const retryPause = 150;

/** What the client needs. */
export interface ClientOptions {
  /** The addresses of the APIs that run now. */
  readonly urls: () => readonly string[];
  readonly ledger: Ledger;
  readonly sources: Sources;
  /** What every idempotency key of the run begins with. */
  readonly keys: string;
}

/** How requests went, by what became of them: `202`, `503`, `refused`, `cut`, … */
export type OutcomeCounts = Readonly<Record<string, number>>;

/**
 * The rig's client: speaks HTTP from outside, and writes down what it was promised. It asks again, at another API and
 * under the same key, until it has an answer.
 */
export class Client {
  readonly #options: ClientOptions;
  readonly #outcomes: Record<string, number> = {};
  readonly #closing = new AbortController();
  #turn = 0;
  #submitted = 0;
  /** When a request was last refused by an API that runs, or had no answer; as `performance.now()` has it. */
  lastTrouble: number = Number.NEGATIVE_INFINITY;

  constructor(options: ClientOptions) {
    this.#options = options;
    // In an outage every submission waits.
    setMaxListeners(0, this.#closing.signal);
  }

  /** How all requests so far went. */
  get outcomes(): OutcomeCounts {
    return { ...this.#outcomes };
  }

  /**
   * Submits one task, with a picture of its own, until it is accepted; gives its id.
   *
   * @param name what its file is called, besides its number; `poison` kills workers
   * @throws {Error} when the client was closed before, or the service refuses it for good
   */
  async submit(name = 'photo'): Promise<string> {
    const { ledger, sources, keys } = this.#options;
    const n = ++this.#submitted;
    const key = `${keys}-${n}`;
    const path = await sources.lay(`${name}-${n}`, n);
    const body = JSON.stringify({ imagePath: path });
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const { id } = await this.#insist(202, '/tasks', { method: 'POST', headers, body });
    await ledger.add({ kind: 'accepted', taskId: id, path, key });
    return id;
  }

  /** Cancels until it is answered; undefined where the task had ended otherwise. */
  async cancel(taskId: string): Promise<TaskState | undefined> {
    const outcome = await this.#ask([200, 409], `/tasks/${taskId}`, { method: 'DELETE' });
    if (outcome.status === 409) return undefined;
    const task = parseTaskState(outcome.body);
    await this.#options.ledger.add({ kind: 'cancelled', taskId, run: task.run });
    return task;
  }

  /**
   * Begins the next run of a task that has ended, until it is answered. A task under way is given as it is.
   *
   * @param run the run to replay, so that asking again begins one run
   */
  async replay(taskId: string, run: number): Promise<TaskState> {
    const task = await this.#insist(202, `/tasks/${taskId}/replay?run=${run}`, { method: 'POST' });
    if (task.run > run) await this.#options.ledger.add({ kind: 'replayed', taskId, run: run + 1 });
    return task;
  }

  /** The task as the API tells it; undefined where it knows none. */
  async get(taskId: string): Promise<TaskState | undefined> {
    const { status, body } = await this.#ask([200, 404], `/tasks/${taskId}`);
    return status === 404 ? undefined : parseTaskState(body);
  }

  /** One page of the list that the path names, such as `/tasks` or `/dead-letters`. */
  async page(path: string, cursor?: string): Promise<ReturnType<typeof parseTaskPage>> {
    const query = new URLSearchParams({ limit: '200', ...(cursor === undefined ? {} : { cursor }) });
    return parseTaskPage((await this.#ask([200], `${path}?${query}`)).body);
  }

  /** Requests that wait to be made again end with an error. */
  close(): void {
    this.#closing.abort(new Error('The client was closed.'));
  }

  async #insist(status: number, path: string, init: RequestInit): Promise<TaskState> {
    return parseTaskState((await this.#ask([status], path, init)).body);
  }

  /** Asks until it has one of these answers. @throws {Error} for any other answer that says that asking is in vain */
  async #ask(
    wanted: readonly number[],
    path: string,
    init?: RequestInit,
  ): Promise<Extract<Outcome, { readonly kind: 'answer' }>> {
    for (;;) {
      this.#closing.signal.throwIfAborted();
      const url = this.#nextUrl();
      const outcome = url === undefined ? { kind: 'refused' as const } : await call(`${url}${path}`, init);
      this.#count(outcome);
      if (outcome.kind === 'answer') {
        if (wanted.includes(outcome.status)) return outcome;
        // 409 of a submission: another submission with this key is being stored.
        if (outcome.status < 500 && outcome.status !== 409 && outcome.status !== 429)
          throw new Error(refusal(path, outcome));
      }
      await this.#pause();
    }
  }

  #nextUrl(): string | undefined {
    const urls = this.#options.urls();
    return urls[this.#turn++ % Math.max(1, urls.length)];
  }

  #count(outcome: Outcome): void {
    const name = outcome.kind === 'answer' ? String(outcome.status) : outcome.kind;
    this.#outcomes[name] = (this.#outcomes[name] ?? 0) + 1;
    const isTrouble = outcome.kind === 'cut' || (outcome.kind === 'answer' && outcome.status >= 500);
    if (isTrouble) this.lastTrouble = performance.now();
  }

  async #pause(): Promise<void> {
    try {
      await pause(retryPause, undefined, { signal: this.#closing.signal });
    } catch (error) {
      if (!this.#closing.signal.aborted) throw error;
      throw new Error(messageOf(this.#closing.signal.reason), { cause: error });
    }
  }
}

function refusal(path: string, { status, body }: Extract<Outcome, { readonly kind: 'answer' }>): string {
  return `The service answered ${status} to ${path}, which no fault explains: ${JSON.stringify(body)}`;
}
