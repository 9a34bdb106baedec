import { silentLogger } from '@safelight/core';
import { describe, expect, it } from 'vitest';
import { Lifecycle, type Part } from '../src/processes/lifecycle.ts';
import { promised } from './support/promised.ts';

function staged() {
  const said: string[] = [];
  const errors: [object, string][] = [];
  const part = (name: string, changes: Partial<Part> = {}): Part => ({
    name,
    start: async () => {
      said.push(`${name} starts`);
    },
    close: async () => {
      said.push(`${name} ends`);
      return undefined;
    },
    ...changes,
  });
  const log = { ...silentLogger, error: (fields: object, message: string) => errors.push([fields, message]) };
  return { said, errors, part, log };
}

describe('Lifecycle', () => {
  it('ends in the opposite order of its start, the parts of a stage side by side', async () => {
    const { said, part, log } = staged();
    const ended = promised<undefined>();
    const slow = part('server', {
      close: async () => {
        await ended.promise;
        said.push('server ends');
        return undefined;
      },
    });
    const worker = part('worker', {
      close: async () => {
        said.push('worker ends');
        ended.resolve(undefined);
        return undefined;
      },
    });
    const lifecycle = new Lifecycle([[part('pipeline')], [part('feed')], [slow, worker]], log);
    await lifecycle.start();
    expect(await lifecycle.close(1_000)).toBe(true);
    expect(said).toEqual([
      'pipeline starts',
      'feed starts',
      'server starts',
      'worker starts',
      'worker ends',
      'server ends',
      'feed ends',
      'pipeline ends',
    ]);
  });

  it('ends what was begun where a part does not start, and no other', async () => {
    const { said, part, log } = staged();
    const failing = part('server', { start: () => Promise.reject(new Error('The port is taken.')) });
    const lifecycle = new Lifecycle([[part('pipeline')], [failing], [part('worker')]], log);
    await expect(lifecycle.start()).rejects.toThrow('The port is taken.');
    expect(await lifecycle.close(1_000)).toBe(true);
    expect(said).toEqual(['pipeline starts', 'server ends', 'pipeline ends']);
  });

  it('starts nothing more once it is closed', async () => {
    const { said, part, log } = staged();
    const reached = promised<void>();
    const waiting = part('worker', { start: () => reached.promise });
    const lifecycle = new Lifecycle([[part('server'), waiting, part('rest')]], log);
    const starting = lifecycle.start();
    const closing = lifecycle.close(1_000);
    reached.resolve();
    await Promise.all([starting, closing]);
    expect(said).not.toContain('rest starts');
    expect(said).not.toContain('rest ends');
  });

  it('tells what had to be cut, and what failed, and ends the rest', async () => {
    const { said, errors, part, log } = staged();
    const lifecycle = new Lifecycle(
      [
        [part('pipeline')],
        [part('feed', { close: () => Promise.reject(new Error('broken')) })],
        [part('server', { close: async (late) => `late: ${late.aborted}` })],
      ],
      log,
    );
    await lifecycle.start();
    expect(await lifecycle.close(1_000)).toBe(false);
    expect(errors).toMatchObject([
      [{ part: 'server' }, 'late: false'],
      [{ part: 'feed', err: { message: 'broken' } }, expect.stringContaining('could not end in order')],
    ]);
    expect(said.at(-1)).toBe('pipeline ends');
  });

  it('tells its parts when their time is over, and leaves the relay some', async () => {
    const { part, log } = staged();
    const cut = part('server', {
      close: (late) =>
        new Promise((resolve) => {
          late.addEventListener('abort', () => resolve('One was cut.'));
        }),
    });
    const lifecycle = new Lifecycle([[part('pipeline')], [cut]], log);
    await lifecycle.start();
    const startedAt = performance.now();
    expect(await lifecycle.close(200)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
