import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { Book } from '../src/receiver/book.ts';
import { Receiver } from '../src/receiver/receiver.ts';
import { task } from './support/evidence.ts';

const secret = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

it('enters what is signed by its secret, and refuses the rest', async () => {
  const book = new Book();
  const receiver = new Receiver(book, secret, () => 7);
  const url = await receiver.start();
  const call = async (by: string): Promise<number> => {
    const body = JSON.stringify({ type: 'task.completed', timestamp: '', data: task() });
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'a',
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(by).sign('a', now, body),
    };
    return (await fetch(url, { method: 'POST', body, headers })).status;
  };
  expect(await call(secret)).toBe(204);
  expect(await call(`whsec_${Buffer.alloc(32, 2).toString('base64')}`)).toBe(401);
  await receiver.close();
  expect(book.forged).toBe(1);
  expect(book.calls).toEqual([
    {
      taskId: 'a',
      run: 1,
      status: 'completed',
      version: 5,
      outcome: 'completed 1024=0cc175b9c0f1b6a831c399e269772661',
      at: 7,
    },
  ]);
});
