import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { isUnavailableError } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { within } from '../src/within.ts';

describe('within', () => {
  it('gives what came in time, and fails when nothing comes', async () => {
    expect(await within(10_000, Promise.resolve(7))).toBe(7);
    await expect(within(10_000, Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    await expect(within(1, new Promise(() => {}))).rejects.toSatisfy(isUnavailableError);
  });

  it('takes an answer that arrived while the whole process stood still', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const socket = connect(address !== null && typeof address === 'object' ? address.port : 0, '127.0.0.1');
    const [peer]: Socket[] = await once(server, 'connection');
    const answer = within(500, once(socket, 'data'));
    await new Promise<void>((sent) => peer?.end('answer', () => sent()));
    for (const ends = performance.now() + 600; performance.now() < ends; );
    expect(String(await answer)).toBe('answer');
    server.close();
  });
});
