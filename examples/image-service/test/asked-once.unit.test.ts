import { describe, expect, it } from 'vitest';
import { askedOnce } from '../src/shared/asked-once.ts';

function aQuestion() {
  const asked: { readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void }[] = [];
  let time = 0;
  const question = (): Promise<string> =>
    new Promise((resolve, reject) => {
      asked.push({ resolve, reject });
    });
  const ask = askedOnce(question, 500, () => time);
  return {
    ask,
    asked,
    at: (ms: number): void => {
      time = ms;
    },
  };
}

describe('a question that is asked once', () => {
  it('is not asked again while its answer is awaited, however long that takes', async () => {
    const { ask, asked, at } = aQuestion();
    const first = ask();
    at(60_000);
    const second = ask();
    expect(asked).toHaveLength(1);
    asked[0]?.resolve('well');
    expect(await Promise.all([first, second])).toEqual(['well', 'well']);
  });

  it('is asked anew once its answer is old, counted from when that came', async () => {
    const { ask, asked, at } = aQuestion();
    const first = ask();
    at(2_000);
    asked[0]?.resolve('well');
    await first;
    at(2_499);
    expect(await ask()).toBe('well');
    at(2_500);
    void ask();
    expect(asked).toHaveLength(2);
  });

  it('gives a failure to all who asked, and is asked anew after it', async () => {
    const { ask, asked, at } = aQuestion();
    const both = Promise.allSettled([ask(), ask()]);
    asked[0]?.reject(new Error('The disk is gone.'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    at(500);
    void ask();
    expect(asked).toHaveLength(2);
  });
});
