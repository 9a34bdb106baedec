import { expect, it } from 'vitest';
import { Book } from '../src/receiver/book.ts';
import { told } from './support/evidence.ts';

const never = new AbortController().signal;

it('wakes who waits for the end of a run, and not by the end of an earlier one', async () => {
  const book = new Book();
  const woken: string[] = [];
  const first = book.ended('a', 1, never).then(() => woken.push('first'));
  const second = book.ended('a', 2, never).then(() => woken.push('second'));
  book.add(told({ run: 1 }));
  await first;
  expect(woken).toEqual(['first']);
  book.add(told({ run: 2 }));
  await second;
  await book.ended('a', 1, never);
  expect(woken).toEqual(['first', 'second']);
});

it('lets go of who waits when the time is up', async () => {
  const time = new AbortController();
  const waiting = new Book().ended('a', 1, time.signal);
  time.abort();
  await waiting;
});

it('keeps every call, and knows the latest run of a task', () => {
  const book = new Book();
  for (const run of [1, 2, 1]) book.add(told({ run }));
  expect(book.calls.map(({ run }) => run)).toEqual([1, 2, 1]);
  expect(book.latest('a')?.run).toBe(2);
  expect(book.latest('b')).toBeUndefined();
});
