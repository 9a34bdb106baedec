import { setImmediate as nextTurn } from 'node:timers/promises';
import { isAbortedError } from '@safelight/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sharpProcessor } from '../src/index.ts';
import { presetsOf } from './support/derive.ts';
import { sample } from './support/images.ts';

const presets = presetsOf({ '1024': { width: 1024 }, '800': { width: 800 } });

describe('an abort', () => {
  it('that came before leaves the source unread', async () => {
    const derivatives = sharpProcessor().derive(new Uint8Array(), presets, { signal: AbortSignal.abort('cancelled') });
    const error = await derivatives.next().catch((reason: unknown) => reason);
    expect(isAbortedError(error)).toBe(true);
    expect(error).toMatchObject({ message: 'The work was aborted: cancelled.', cause: 'cancelled' });
  });

  it('during the decode rejects at once, not when the decode ends', async () => {
    const controller = new AbortController();
    const pending = collect(await sample('dandelions.jpg'), controller.signal).catch((reason: unknown) => reason);
    while (sharp.counters().process === 0) await nextTurn();
    controller.abort();
    expect(isAbortedError(await pending)).toBe(true);
    expect(sharp.counters().process).toBe(1);
  });

  it('between two derivatives gives no further one', async () => {
    const controller = new AbortController();
    const derivatives = sharpProcessor().derive(await sample('fig.jpg'), presets, { signal: controller.signal });
    expect((await derivatives.next()).value?.resolution).toBe('1024');
    controller.abort(new Error('the lock was lost'));
    await expect(derivatives.next()).rejects.toThrow('The work was aborted: the lock was lost.');
    expect(await derivatives.next()).toEqual({ done: true, value: undefined });
  });

  it('between two presets that share their bytes counts too', async () => {
    const controller = new AbortController();
    const same = presetsOf({ a: { width: 9000 }, b: { width: 8000 } });
    const derivatives = sharpProcessor().derive(await sample('fig.jpg'), same, { signal: controller.signal });
    await derivatives.next();
    controller.abort();
    await expect(derivatives.next()).rejects.toSatisfy(isAbortedError);
  });

  it('leaves no listener behind, and neither does success', async () => {
    const counted = countListeners(new AbortController().signal);
    await collect(await sample('fig.jpg'), counted.signal);
    expect(counted.added()).toBeGreaterThan(0);
    expect(counted.left()).toBe(0);
  });

  it('of one image does not touch another', async () => {
    const controller = new AbortController();
    const source = await sample('fig.jpg');
    const doomed = collect(source, controller.signal).catch((reason: unknown) => reason);
    const other = collect(source, new AbortController().signal);
    controller.abort();
    expect(isAbortedError(await doomed)).toBe(true);
    expect(await other).toEqual(['1024', '800']);
  });
});

describe('a consumer that stops early', () => {
  it('ends the work after the derivative it has', async () => {
    const names: string[] = [];
    const { signal } = new AbortController();
    for await (const { resolution } of sharpProcessor().derive(await sample('fig.jpg'), presets, { signal })) {
      names.push(resolution);
      break;
    }
    expect(names).toEqual(['1024']);
  });
});

async function collect(source: Uint8Array, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  for await (const { resolution } of sharpProcessor().derive(source, presets, { signal })) names.push(resolution);
  return names;
}

function countListeners(inner: AbortSignal) {
  let [added, removed] = [0, 0];
  const signal: AbortSignal = Object.create(inner, {
    aborted: { get: () => inner.aborted },
    addEventListener: { value: () => void added++ },
    removeEventListener: { value: () => void removed++ },
  });
  return { signal, added: () => added, left: () => added - removed };
}
