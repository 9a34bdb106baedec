import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, it } from 'vitest';
import { describeWithBrowser } from './support/browser.ts';
import { type LiveService, startLive } from './support/live-service.ts';
import { PageUnderTest, photo } from './support/page-under-test.ts';

/** Takes the service off the network as a crash does, and gives what brings it back to the same port. */
async function unplug({ server, url }: LiveService): Promise<() => Promise<void>> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
  return async () => {
    server.listen(Number(new URL(url).port), '127.0.0.1');
    await once(server, 'listening');
  };
}

/**
 * Cuts the connection of the first POST when the service would answer: what it did is done.
 *
 * @returns the keys of all POSTs as they come
 */
function loseOneAnswer({ server }: LiveService): readonly unknown[] {
  const keys: unknown[] = [];
  server.prependListener('request', ({ method, headers }: IncomingMessage, response: ServerResponse) => {
    if (method !== 'POST') return;
    if (keys.length === 0) response.end = () => response.destroy();
    keys.push(headers['idempotency-key']);
  });
  return keys;
}

describeWithBrowser('the page without its service', (browser) => {
  it('says so, and when it is back; what happened meanwhile is there', async () => {
    await using service = await startLive();
    await using reader = await PageUnderTest.open(browser(), service.url);
    await reader.isLive();
    const notice = reader.page.getByRole('status').first();
    const plugIn = await unplug(service);
    await notice.getByText('Offline: the service can’t be reached.').waitFor();
    expect(await reader.barriers()).toEqual([]);

    const task = await service.complete();
    await plugIn();
    await notice.getByText('Back online').waitFor();
    await reader.isLive();
    await reader.hasStatus('fig.jpg', 'Completed');
    expect(await reader.pictureWidths('fig.jpg')).toEqual([1024, 1024, 800]);

    // And it is live again, not only fetched again.
    await service.pipeline.replay(task.id);
    await reader.card('fig.jpg').getByText('run 2', { exact: false }).first().waitFor({ state: 'attached' });
    await reader.hasStatus('fig.jpg', 'Completed');
    expect(reader.complaints(/ERR_(CONNECTION|EMPTY|INCOMPLETE)|Applying inline style/)).toEqual([]);
  });

  it('keeps a photo that could not be sent, and sends it once the service is back, as one task', async () => {
    await using service = await startLive();
    await using reader = await PageUnderTest.open(browser(), service.url);
    await reader.isLive();
    const plugIn = await unplug(service);
    await reader.drop(await photo('fig.jpg'));
    await reader
      .card('fig.jpg')
      .getByText(/Not reached .*; tries again by itself/)
      .waitFor();
    await plugIn();
    await reader.hasStatus('fig.jpg', 'Completed');
    expect((await service.pipeline.list()).items).toHaveLength(1);
    expect(reader.complaints(/ERR_(CONNECTION|EMPTY|INCOMPLETE)/)).toEqual([]);
  });

  it('sends a photo again whose answer was lost, as the same task', async () => {
    await using service = await startLive();
    await using reader = await PageUnderTest.open(browser(), service.url);
    await reader.isLive();
    const keys = loseOneAnswer(service);
    await reader.drop(await photo('fig.jpg'));
    await reader.hasStatus('fig.jpg', 'Completed');
    await reader.page.getByText('Uploading').waitFor({ state: 'detached' });
    // By the browser itself or by the page: under the key of the first time.
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
    expect(await reader.page.getByRole('article').count()).toBe(1);
    expect((await service.pipeline.list()).items).toHaveLength(1);
    expect(reader.complaints(/ERR_(CONNECTION|EMPTY)/)).toEqual([]);
  });
});
