import type { RequestListener } from 'node:http';
import { createPipeline, createWorker, type Pipeline, type SettledHandler } from '@safelight/core';
import {
  type InMemoryConnection,
  InMemoryImageProcessor,
  InMemoryImageStore,
  InMemorySourceReader,
  inMemoryServer,
} from '@safelight/core/in-memory';
import { afterEach, describe, expect, it } from 'vitest';
import { taskViewSchema } from '../src/http/schemas/task-view.ts';
import { handlerName, noWebhook, Webhook } from '../src/webhook/webhook.ts';
import { Receiver, verified } from './support/receiver.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const answerWith =
  (status: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, headers).end('so it is');

const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('the webhook', () => {
  it('tells of a completed task, signed so that the receiver can verify it', async () => {
    const { receiver, url } = await receiving();
    const { pipeline } = await service(url);
    const { id } = await pipeline.submit('a.jpg', { metadata: { productId: 42 } });
    await pipeline.waitFor(id);
    await receiver.called(1);

    const [call] = receiver.calls;
    const event = verified(call ?? expect.fail(), secret);
    expect(event).toMatchObject({
      type: 'task.completed',
      data: { id, status: 'completed', metadata: { productId: 42 } },
    });
    expect(taskViewSchema.safeParse(Reflect.get(Object(event), 'data')).error).toBeUndefined();
    expect(call?.headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' });
    expect(() => verified({ headers: call?.headers ?? {}, body: `${call?.body} ` }, secret)).toThrow();
    await expect.poll(async () => (await pipeline.get(id))?.settled).toBe(true);
    expect(receiver.calls).toHaveLength(1);
  });

  it('tells of failed and of cancelled tasks, and of each run by an id of its own', async () => {
    const { receiver, url } = await receiving();
    const { pipeline } = await service(url, { find: () => undefined });
    const failed = await pipeline.submit('missing.jpg');
    await receiver.called(1);
    await expect.poll(async () => (await pipeline.get(failed.id))?.settled).toBe(true);
    await pipeline.replay(failed.id);
    await receiver.called(2);

    expect(receiver.calls.map((call) => verified(call, secret))).toMatchObject([
      { type: 'task.failed', data: { run: 1, failure: { code: 'SOURCE_NOT_FOUND' } } },
      { type: 'task.failed', data: { run: 2 } },
    ]);
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([failed.id, `${failed.id}-r2`]);
  });

  it('tells of a task that was cancelled before it began', async () => {
    const { receiver, url } = await receiving();
    const { pipeline } = await service(url, { worker: false });
    const { id } = await pipeline.submit('a.jpg');
    await pipeline.cancel(id);
    await receiver.called(1);
    expect(verified(receiver.calls[0] ?? expect.fail(), secret)).toMatchObject({
      type: 'task.cancelled',
      data: { id },
    });
  });

  it.each([500, 404, 302])(
    'calls again with the same id after %i, which it does not follow anywhere',
    async (status) => {
      const { receiver, url } = await receiving((n) =>
        n === 0 ? answerWith(status, { location: '/other' }) : answerWith(204),
      );
      const { pipeline, outcomes } = await service(url);
      const { id } = await pipeline.submit('a.jpg');
      await receiver.called(2);
      await expect.poll(async () => (await pipeline.get(id))?.settled).toBe(true);

      const [first, second] = receiver.calls.map((call) => [call.headers['webhook-id'], verified(call, secret)]);
      expect(first?.[0]).toBe(id);
      expect(second?.[0]).toBe(id);
      // When it happened does not change by being told again.
      expect(Reflect.get(Object(second?.[1]), 'timestamp')).toBe(Reflect.get(Object(first?.[1]), 'timestamp'));
      expect(outcomes).toEqual(['failed', 'delivered']);
      expect(receiver.calls).toHaveLength(2);
    },
  );

  it('gives up a receiver that does not answer, and one whose answer has no end', async () => {
    const endless: RequestListener = (_request, response) => {
      const more = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.writeHead(200).on('drain', more);
      more();
    };
    const { receiver, url } = await receiving((n) => (n === 0 ? () => {} : endless));
    const { pipeline, outcomes } = await service(url, { handlerTimeout: 100 });
    const { id } = await pipeline.submit('a.jpg');
    await expect.poll(async () => (await pipeline.get(id))?.settled, { timeout: 8_000 }).toBe(true);
    expect(outcomes).toEqual(['failed', 'delivered']);
    expect(receiver.calls).toHaveLength(2);
  });

  it('tells after a restart what it could not tell before', async () => {
    const { receiver, url } = await receiving((n) => answerWith(n === 0 ? 500 : 204));
    const server = inMemoryServer();
    const before = await service(url, { engines: server.connect() });
    const { id } = await before.pipeline.submit('a.jpg');
    await receiver.called(1);
    await before.pipeline.close();
    expect(before.outcomes).toEqual(['failed']);

    const after = await service(url, { engines: server.connect() });
    await receiver.called(2);
    await expect.poll(async () => (await after.pipeline.get(id))?.settled).toBe(true);
    expect(receiver.calls.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  });

  it('ends a call that is under way when the process ends', async () => {
    const { receiver, url } = await receiving(() => () => {});
    const { pipeline, webhook, outcomes } = await service(url);
    await pipeline.submit('a.jpg');
    await receiver.called(1);
    webhook.close();
    await expect.poll(() => outcomes).toEqual(['failed']);
  });

  it('leaves no task waiting when it is taken out of the configuration', async () => {
    const { receiver, url } = await receiving(() => answerWith(500));
    const server = inMemoryServer();
    const before = await service(url, { engines: server.connect() });
    const { id } = await before.pipeline.submit('a.jpg');
    await receiver.called(1);
    await before.pipeline.close();

    const { pipeline } = await service(url, { engines: server.connect(), handler: noWebhook });
    await expect.poll(async () => (await pipeline.get(id))?.settled, { timeout: 8_000 }).toBe(true);
  });
});

async function receiving(answer?: ConstructorParameters<typeof Receiver>[0]) {
  const receiver = new Receiver(answer);
  const url = await receiver.listen();
  ends.push(() => receiver.close());
  return { receiver, url };
}

/** A pipeline whose webhook is told of its tasks, and a worker with pretended images. */
async function service(
  url: string,
  options: {
    readonly engines?: InMemoryConnection;
    readonly find?: (path: string) => Uint8Array | undefined;
    readonly handlerTimeout?: number;
    readonly handler?: SettledHandler;
    readonly worker?: boolean;
  } = {},
): Promise<{ readonly pipeline: Pipeline; readonly webhook: Webhook; readonly outcomes: readonly string[] }> {
  const { engines = inMemoryServer().connect(), find, handlerTimeout = 30_000, worker: works = true } = options;
  const outcomes: string[] = [];
  const webhook = new Webhook({ url, secret }, { outputPrefix: '/output', count: (outcome) => outcomes.push(outcome) });
  const pipeline = createPipeline<string>({ ...engines, handlerTimeout, reconcileEvery: 50 });
  pipeline.onSettled(handlerName, options.handler ?? webhook.handle);
  const images = new InMemoryImageStore();
  const sources = new InMemorySourceReader(find);
  const worker = createWorker({ ...engines, images, sources, processor: new InMemoryImageProcessor() });
  await pipeline.start();
  if (works) await worker.start();
  ends.push(
    () => pipeline.close(),
    () => worker.close(),
    () => webhook.close(),
  );
  return { pipeline, webhook, outcomes };
}
