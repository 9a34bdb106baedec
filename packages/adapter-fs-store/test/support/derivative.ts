import { createHash } from 'node:crypto';
import type { Derivative } from '@safelight/core';

/** A derivative with this content. To the store an image is bytes. */
export function derivativeOf(content: string | Uint8Array, rest: Partial<Derivative> = {}): Derivative {
  const data = typeof content === 'string' ? Buffer.from(content) : content;
  const md5 = createHash('md5').update(data).digest('hex');
  return { resolution: '1024', md5, size: data.byteLength, width: 1, height: 1, format: 'jpeg', data, ...rest };
}

/** A signal that never aborts. */
export const calm: AbortSignal = new AbortController().signal;
