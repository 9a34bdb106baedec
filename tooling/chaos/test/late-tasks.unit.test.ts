import { expect, it } from 'vitest';
import type { Promised } from '../src/client/ledger.ts';
import type { TaskState } from '../src/client/task-state.ts';
import { Book } from '../src/receiver/book.ts';
import { LateTasks } from '../src/run/late-tasks.ts';
import { accepted, task, told } from './support/evidence.ts';

/** Milliseconds; nothing here hangs on how many. */
const bound = 20;
const open = task({ status: 'processing', settled: false });

/** A client that is told of the task by `look`, which is given how often it was asked before. */
class Asked {
  lastTrouble: number = Number.NEGATIVE_INFINITY;
  readonly #look: (asked: number, client: Asked) => TaskState;
  #asked = 0;

  constructor(look: (asked: number, client: Asked) => TaskState) {
    this.#look = look;
  }

  async get(): Promise<TaskState> {
    return this.#look(this.#asked++, this);
  }
}

function lateTasks(client: Asked, options: { readonly entries?: readonly Promised[]; readonly book?: Book } = {}) {
  return new LateTasks({ entries: options.entries ?? [accepted] }, options.book ?? new Book(), client);
}

function bookWith(...runs: readonly number[]): Book {
  const book = new Book();
  for (const run of runs) book.add(told({ run }));
  return book;
}

it('is done at once where all is told and settled', async () => {
  const { late, delay } = await lateTasks(new Asked(() => task()), { book: bookWith(1) }).after(60_000);
  expect({ late, delay }).toEqual({ late: [], delay: 0 });
});

it('gives what is not told, or told and not acknowledged, within the bound: once', async () => {
  for (const book of [new Book(), bookWith(1)]) {
    const watch = lateTasks(new Asked(() => open), { book });
    expect(await watch.after(bound)).toEqual({ late: ['a'], delay: 0 });
    expect(await watch.after(bound)).toEqual({ late: [], delay: 0 });
  }
});

it('waits for the run that was promised last', async () => {
  const entries: readonly Promised[] = [accepted, { kind: 'replayed', taskId: 'a', run: 2, at: 1, scenario: 'one' }];
  expect((await lateTasks(new Asked(() => task()), { entries, book: bookWith(1) }).after(bound)).late).toEqual(['a']);
  const replayed = new Asked(() => task({ run: 2 }));
  expect((await lateTasks(replayed, { entries, book: bookWith(2) }).after(60_000)).late).toEqual([]);
});

it('counts the bound from the last request that was refused', async () => {
  const client = new Asked((asked, { lastTrouble }) => {
    if (asked > 0) return task();
    expect(lastTrouble).toBe(Number.NEGATIVE_INFINITY);
    client.lastTrouble = performance.now();
    book.add(told());
    return open;
  });
  const book = new Book();
  const { late, delay } = await lateTasks(client, { book }).after(bound);
  expect(late).toEqual([]);
  expect(delay).toBeGreaterThan(0);
});
