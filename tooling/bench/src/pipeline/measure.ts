import { setTimeout as pause } from 'node:timers/promises';
import type { Service } from './service.ts';

/** Tasks that must complete within a time; what is lost must not hang the benchmark. */
const patience = 60_000;

/** Follows the completions of a service. */
export class Completions {
  readonly #heard = new Map<string, number>();
  #changed: () => void = () => {};

  constructor(service: Service) {
    service.onCompleted((id) => {
      // The first word counts; an event may be told twice.
      if (!this.#heard.has(id)) this.#heard.set(id, performance.now());
      this.#changed();
    });
  }

  /** Resolves once so many different tasks have completed since the last {@link forget}. */
  async until(count: number): Promise<void> {
    const late = AbortSignal.timeout(patience);
    await new Promise<void>((resolve, reject) => {
      const missing = (): Error => new Error(`Of ${count} tasks ${this.#heard.size} completed within ${patience} ms.`);
      late.addEventListener('abort', () => reject(missing()), { once: true });
      this.#changed = () => {
        if (this.#heard.size >= count) resolve();
      };
      this.#changed();
    });
    this.#changed = () => {};
  }

  /** When the task's completion was heard, on the clock of `performance.now()`. */
  at(id: string): number {
    return this.#heard.get(id) ?? Number.NaN;
  }

  forget(): void {
    this.#heard.clear();
  }
}

/** Tasks a second, from the first submission to the last completion that is heard. */
export async function throughputOf(
  service: Service,
  completions: Completions,
  { tasks, atOnce }: { readonly tasks: number; readonly atOnce: number },
): Promise<number> {
  completions.forget();
  const startedAt = performance.now();
  const all = completions.until(tasks);
  for (let submitted = 0; submitted < tasks; submitted += atOnce) {
    const next = Math.min(atOnce, tasks - submitted);
    await Promise.all(Array.from({ length: next }, () => service.submit()));
  }
  await all;
  return (tasks / (performance.now() - startedAt)) * 1_000;
}

/** Milliseconds from each submission to its completion, submitted one by one at a steady pace. */
export async function latenciesOf(
  service: Service,
  completions: Completions,
  { tasks, every }: { readonly tasks: number; readonly every: number },
): Promise<readonly number[]> {
  completions.forget();
  const submissions: Promise<{ readonly id: string; readonly at: number }>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < tasks; index++) {
    // By the clock, whether the task before has completed or not: a slow one must not slow the load down.
    await pause(Math.max(0, startedAt + index * every - performance.now()));
    const at = performance.now();
    submissions.push(service.submit().then((id) => ({ id, at })));
  }
  const submitted = await Promise.all(submissions);
  await completions.until(tasks);
  return submitted.map(({ id, at }) => completions.at(id) - at);
}
