import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { GatedProcessor, type LiveService, startLive } from './support/live-service.ts';
import { openStream } from './support/sse.ts';

/** A client that says nothing after its request; it has read the first of the answer. */
async function openSocket(service: LiveService, path: string): Promise<Socket> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

const connections = (server: Server): Promise<number> => promisify(server.getConnections.bind(server))();

async function openStreams(service: LiveService): Promise<number> {
  const text = await service.metrics.render();
  const counts = [...text.matchAll(/^safelight_event_streams\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Timers and sockets that keep the process alive. */
const handles = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'Timeout' || name === 'TCPSocketWrap').length;

function heapAfterCollection(): number {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('No collection can be asked for.');
  for (let n = 0; n < 3; n++) collect();
  return process.memoryUsage().heapUsed;
}

describe('clients of event streams', () => {
  it('leave nothing behind when 200 of them vanish', async () => {
    await using service = await startLive({ processor: new GatedProcessor(), config: { heartbeatEvery: 20 } });
    const { id } = await service.submit();
    const round = async (): Promise<void> => {
      const paths = Array.from({ length: 200 }, (_, n) => (n % 2 === 0 ? '/events' : `/tasks/${id}/events`));
      const sockets = await Promise.all(paths.map((path) => openSocket(service, path)));
      expect(await openStreams(service)).toBe(200);
      for (const socket of sockets) socket.destroy();
      await expect.poll(() => connections(service.server), { timeout: 10_000 }).toBe(0);
      await expect.poll(() => openStreams(service), { timeout: 10_000 }).toBe(0);
    };
    // The first makes what is kept for ever, such as compiled code.
    await round();
    await expect.poll(handles).toBeLessThan(20);
    const before = { handles: handles(), heap: heapAfterCollection() };
    for (let n = 0; n < 3; n++) await round();
    await expect.poll(handles).toBeLessThanOrEqual(before.handles);
    // Of 600 streams; one that leaks keeps its response, socket and buffers: tens of kilobytes.
    await expect.poll(() => (heapAfterCollection() - before.heap) / 600).toBeLessThan(2_000);
  });

  it('are counted while they wait for the repository, and let go when they vanish in the middle', async () => {
    await using service = await startLive({ processor: new GatedProcessor() });
    const { id } = await service.submit();
    const sockets = Array.from({ length: 50 }, () => {
      const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
      socket.write(`GET /tasks/${id}/events HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return socket;
    });
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => connections(service.server), { timeout: 10_000 }).toBe(0);
    await expect.poll(() => openStreams(service), { timeout: 10_000 }).toBe(0);
  });

  it('are cut off when they do not read, and hold up nobody', async () => {
    await using service = await startLive();
    const slow = await openSocket(service, '/events');
    slow.pause();
    await using stream = await openStream(`${service.url}/events`);
    await stream.next();
    expect(await connections(service.server)).toBe(2);

    const metadata = { text: 'x'.repeat(200_000) };
    let cut = false;
    for (let n = 0; n < 200 && !cut; n++) {
      // Three events, each with the metadata: the file is not there.
      const { id } = await service.pipeline.submit('none.jpg', { metadata });
      const told = await stream.until('task.failed');
      expect(told.at(-1)?.data).toMatchObject({ taskId: id });
      cut = (await openStreams(service)) === 1;
    }
    expect(cut).toBe(true);
    slow.destroy();
  });
});
