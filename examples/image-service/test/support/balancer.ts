import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds between two looks at an API. */
const lookEvery = 50;

/** What stands in front of several APIs: sends each request to one that says it is ready, in turn. */
export class Balancer {
  readonly #ready: Set<string>;
  readonly #watching: Promise<unknown>;
  readonly #ending = new AbortController();
  #turn = 0;

  /** @param urls of APIs that are ready */
  constructor(urls: readonly string[]) {
    this.#ready = new Set(urls);
    this.#watching = Promise.all(urls.map((url) => this.#watch(url)));
  }

  /** Sends a request to the next API. Rejects where the answer does not come, or not whole. */
  async fetch(path: string, init?: RequestInit): Promise<{ readonly status: number; readonly body: Buffer }> {
    const urls = [...this.#ready];
    const url = urls[this.#turn++ % urls.length];
    if (url === undefined) throw new Error('No API is ready.');
    const answer = await fetch(`${url}${path}`, init);
    return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#watching;
  }

  async #watch(url: string): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted && (await isReady(url))) await pause(lookEvery, undefined, { signal }).catch(() => {});
    this.#ready.delete(url);
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/health/ready`);
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
