import { hash32, type Runtime, type Task } from '@safelight/core';
import { Webhook } from 'standardwebhooks';

/** Something that a receiver was told: the end of a run. */
interface Told {
  readonly taskId: string;
  readonly run: number;
  readonly status: string;
}

/** How many of ten calls are refused, and how many never answered. */
const refused = 2;
const hanging = 1;
/** How long an answer takes at most, in milliseconds; and one that does not come. */
const usual = 400;
const forever = 3_600_000;

/** The receiver of webhooks in a simulation: slow, at times out of order, and with a book of what it was told. */
export class SimulatedReceiver {
  readonly #webhook: Webhook;
  readonly #told: Told[] = [];
  #calls = 0;

  /** @param secret `whsec_…` */
  constructor(secret: string) {
    this.#webhook = new Webhook(secret);
  }

  /** Forgets all: another seed begins. */
  clear(): void {
    this.#told.length = 0;
    this.#calls = 0;
  }

  /** The way to it, for a process with this clock. What becomes of a call, its number decides. */
  fetchFor(runtime: Runtime): (url: string, init: RequestInit) => Promise<Response> {
    return async (_url, { body, headers, signal }) => {
      const luck = hash32(`call ${++this.#calls}`) % 10;
      const told = this.#verified(String(body), new Headers(headers));
      await runtime.sleep(luck < hanging ? forever : (luck / 10) * usual, signal ?? undefined);
      signal?.throwIfAborted();
      if (luck < hanging + refused) return new Response(null, { status: 503 });
      // As a real one: what it has done is done, also where its answer reaches nobody.
      this.#told.push(told);
      return new Response(null, { status: 204 });
    };
  }

  /** @throws {Error} where the end of a task was never told, or another end than it had */
  check(tasks: readonly Task[]): void {
    const problems = tasks.flatMap(({ id, run, status }) => {
      const ends = new Set(this.#told.filter((one) => one.taskId === id && one.run === run).map((one) => one.status));
      if (ends.size === 1 && ends.has(status)) return [];
      return [`the webhook told of ${id}, run ${run}, which is ${status}: ${[...ends].join(', ') || 'nothing'}`];
    });
    if (problems.length > 0) throw new Error(problems.join('; '));
  }

  /** @throws {Error} for a call that is not signed */
  #verified(body: string, headers: Headers): Told {
    const event: unknown = this.#webhook.verify(body, Object.fromEntries(headers));
    const { id, run, status }: { readonly id?: unknown; readonly run?: unknown; readonly status?: unknown } = Object(
      Reflect.get(Object(event), 'data'),
    );
    return { taskId: String(id), run: Number(run), status: String(status) };
  }
}
