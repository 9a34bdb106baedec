import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { HttpServer } from '../src/processes/http-server.ts';
import { promised } from './support/promised.ts';

const never = new AbortController().signal;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

describe('HttpServer', () => {
  it('listens on a port that is free where none is named', async () => {
    const { url } = await serving((_request, response) => response.end('here'));
    expect(await (await fetch(url)).text()).toBe('here');
  });

  it.each([
    ['taken', 'EADDRINUSE'],
    ['no interface of this machine', 'other'],
  ])('says what to do where the port or the address is %s', async (_what, kind) => {
    const { port } = await serving(() => {});
    const where = kind === 'other' ? { host: '192.0.2.1', port: 0 } : { host: '127.0.0.1', port };
    const second = new HttpServer(() => {}, where, never);
    const message = kind === 'other' ? /^192\.0\.2\.1 can't be listened on: set HOST/ : /is taken: end what listens/;
    await expect(second.start()).rejects.toThrow(message);
    expect(await second.close(never)).toBe(0);
  });

  it('finishes an answer that was begun, and the connection with it, though that could be used again', async () => {
    const asked = promised<ServerResponse>();
    const { server, url } = await serving((_request, response) => {
      response.write('the beginning, ');
      asked.resolve(response);
    });
    const agent = new Agent({ keepAlive: true });
    ends.push(() => agent.destroy());
    const answer = await answered(url, agent);
    expect(answer.headers.connection).toBe('keep-alive');
    const closing = server.close(never);
    await expect(fetch(url)).rejects.toThrow();
    const startedAt = performance.now();
    (await asked.promise).end('and the end');
    expect(await text(answer)).toBe('the beginning, and the end');
    expect(await closing).toBe(0);
    // By itself it would be kept for a minute.
    expect(performance.now() - startedAt).toBeLessThan(4_000);
  });

  it('takes no more connections, and closes those without a request: used before, or not yet', async () => {
    const { server, url, port } = await serving((_request, response) => response.end('here'));
    const agent = new Agent({ keepAlive: true });
    ends.push(() => agent.destroy());
    await text(await answered(url, agent));
    const ahead = await connected(port);
    expect(await server.close(never)).toBe(0);
    await once(ahead, 'close');
    await expect(fetch(url)).rejects.toThrow();
  });

  it('tells clients to look elsewhere once the drain has begun', async () => {
    const drain = new AbortController();
    const { url } = await serving((_request, response) => response.end('here'), drain.signal);
    const agent = new Agent({ keepAlive: true });
    ends.push(() => agent.destroy());
    const before = await answered(url, agent);
    await text(before);
    drain.abort();
    const after = await answered(url, agent);
    expect([before.headers.connection, after.headers.connection]).toEqual(['keep-alive', 'close']);
    await text(after);
  });

  it('cuts what takes too long, and says how many requests that were', async () => {
    const asked = promised<void>();
    const { server, url, port } = await serving((request) => {
      if (request.method === 'GET') asked.resolve();
    });
    const idle = await connected(port);
    const cut = expect(fetch(url)).rejects.toThrow();
    await asked.promise;
    const late = new AbortController();
    const closing = server.close(late.signal);
    late.abort();
    expect(await closing).toBe(1);
    await cut;
    idle.destroy();
  });
});

async function serving(handle: RequestListener, drain: AbortSignal = never) {
  const server = new HttpServer(handle, { host: '127.0.0.1', port: 0 }, drain);
  const url = await server.start();
  ends.push(() => server.close(AbortSignal.abort()));
  return { server, url, port: Number(new URL(url).port) };
}

function answered(url: string, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, resolve).on('error', reject);
  });
}

async function text(answer: IncomingMessage): Promise<string> {
  let whole = '';
  for await (const chunk of answer.setEncoding('utf8')) whole += chunk;
  return whole;
}

/** A connection that says nothing, as browsers open them ahead of need. */
async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
