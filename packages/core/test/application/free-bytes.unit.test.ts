import { afterEach, describe, expect, it, vi } from 'vitest';
import { freeBytes } from '../../src/index.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('freeing bytes', () => {
  it('gives the memory back at once, of as many as there are, whatever the garbage collector does', () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let count = 0; count < 20; count++) {
      const bytes = new Uint8Array(8_000_000);
      freeBytes(bytes);
      expect(bytes.byteLength).toBe(0);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000);
  });

  it('leaves memory that is not the bytes’ own, and what is free already', () => {
    const pooled = Buffer.from('pooled');
    freeBytes(pooled);
    const once = new Uint8Array(4);
    freeBytes(once);
    freeBytes(once);
    expect(pooled.toString()).toBe('pooled');
  });

  it('leaves shared memory, and all memory where the platform has no channels', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    freeBytes(shared);
    expect(shared.byteLength).toBe(4);
    vi.stubGlobal('MessageChannel', undefined);
    const own = new Uint8Array(4);
    freeBytes(own);
    expect(own.byteLength).toBe(4);
  });
});
