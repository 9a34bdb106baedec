import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { EventStream } from '../src/events/event-stream.ts';
import { encodeMessage } from '../src/events/message.ts';

const large = encodeMessage({ event: 'snapshot', data: JSON.stringify('x'.repeat(20_000_000)) });

/** A stream, and the socket that it is told to. */
async function streamOf(
  follow: (stream: EventStream, client: Socket) => Promise<void>,
  { heartbeatEvery = 15_000, maxWaiting = 1_000 } = {},
): Promise<void> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  const client = connect(address.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
  const [, response]: [unknown, ServerResponse] = await once(server, 'request').then(([a, b]) => [a, b]);
  const stream = new EventStream(response, { heartbeatEvery, maxWaiting, logger: pino({ level: 'silent' }) });
  try {
    stream.open();
    await follow(stream, client);
  } finally {
    stream.end();
    client.destroy();
    server.close();
    server.closeAllConnections();
  }
}

describe('an event stream', () => {
  it('does not count the largest message against its client', async () => {
    await streamOf(async (stream, client) => {
      stream.send(large);
      stream.send(large);
      expect(stream.signal.aborted).toBe(false);
      let read = 0;
      for await (const chunk of client) {
        read += chunk.length;
        if (read > 2 * large.length) break;
      }
      expect(stream.signal.aborted).toBe(false);
    });
  });

  it('is cut when more than that waits', async () => {
    await streamOf(async (stream, client) => {
      client.pause();
      for (let n = 0; n < 4; n++) stream.send(large);
      await stream.untilOver();
      // Nobody is troubled by what comes after.
      stream.send(large);
      stream.end();
      client.resume();
      await once(client, 'close');
    });
  });

  it('is cut when its client takes nothing from one heartbeat to the next', async () => {
    await streamOf(
      async (stream, client) => {
        client.pause();
        stream.send(large);
        await stream.untilOver();
        client.resume();
        await once(client, 'close');
      },
      { heartbeatEvery: 20, maxWaiting: Number.POSITIVE_INFINITY },
    );
  });

  it('is over when its client goes away', async () => {
    await streamOf(async (stream, client) => {
      client.destroy();
      await stream.untilOver();
    });
  });
});
